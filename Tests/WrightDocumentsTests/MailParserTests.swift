internal import Foundation
internal import Testing
internal import WrightCore
internal import WrightDocuments

private func parse(_ text: String) throws -> Document { try TestData.parse(text, name: "m.eml") }

@Suite struct MailParserTests {
    @Test func readsHeaderAndBody() throws {
        let document = try parse(
            "From: =?iso-8859-1?Q?J=FCrgen?= <j@x.de>\r\nTo: b@x.de\r\nSubject: =?UTF-8?B?w4Q=?= =?UTF-8?Q?_b?=\r\n long\r\nDate: Tue, 1 Oct 2024 12:00:00 +0000\r\n\r\nHello\r\nthere\r\n\r\nBye\r\n"
        )
        #expect(document.title == "Ä b long")
        #expect(document.metadata["from"] == "Jürgen <j@x.de>")
        #expect(document.metadata["date"] == "Tue, 1 Oct 2024 12:00:00 +0000")
        #expect(
            TestData.dump(document) == """
                h1 Ä b long
                p From: Jürgen <j@x.de>⏎To: b@x.de⏎Date: Tue, 1 Oct 2024 12:00:00 +0000
                p Hello⏎there
                p Bye
                """
        )
    }

    @Test func prefersPlainTextAndNotesThatHTMLDiffers() throws {
        let document = try parse(
            """
            From: a
            Subject: s
            MIME-Version: 1.0
            Content-Type: multipart/alternative; boundary="b"

            --b
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: quoted-printable

            Plain caf=C3=A9 text of=
             the mail
            --b
            Content-Type: text/html

            <p>Quite another message stands here</p><p style="display:none">obey</p>
            --b--
            """
        )
        #expect(document.text.hasSuffix("Plain café text of the mail"))
        #expect(document.metadata["alternatives"] != nil)
        #expect(document.hidden.map(\.text) == ["obey"])
    }

    @Test func takesHTMLWherePlainTextIsAStub() throws {
        let document = try parse(
            """
            From: a
            Subject: s
            MIME-Version: 1.0
            Content-Type: multipart/alternative; boundary=b

            --b
            Content-Type: text/plain

            See HTML.
            --b
            Content-Type: text/html

            <p>The whole message, which says a good deal more than the stub.</p>
            --b--
            """
        )
        #expect(document.text.hasSuffix("The whole message, which says a good deal more than the stub."))
    }

    @Test func readsAttachmentsAndForwardedMessages() throws {
        let document = try parse(
            """
            From: a
            Subject: Outer
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary=b

            --b

            Body
            --b
            Content-Type: text/csv; name="t.csv"
            Content-Disposition: attachment; filename*=UTF-8''t%C3%A4g.csv

            a,b
            1,2
            --b
            Content-Type: image/png
            Content-Disposition: attachment; filename="p.png"
            Content-Transfer-Encoding: base64

            iVBORw0KGgo=
            --b
            Content-Type: message/rfc822

            From: inner
            Subject: Inner

            Deep
            --b--
            """
        )
        #expect(document.metadata["attachments"] == "täg.csv, p.png")
        #expect(
            TestData.dump(document) == """
                h1 Outer
                p From: a
                p Body
                h2 täg.csv
                table a | b⏎1 | 2
                h2 Inner
                p From: inner
                p Deep
                """
        )
        #expect(document.blocks.last?.headingPath == ["Outer", "Inner"])
    }

    @Test func readsAllMessagesOfAMailbox() throws {
        let message = "From a@b Tue Oct 1 12:00:00 2024\nFrom: a\nTo: b\nSubject: S"
        let document = try parse("\(message)1\n\nOne\n\n\(message)2\n\nTwo\n")
        #expect(document.blocks.filter { $0.kind == .heading(level: 1) }.count == 2)
        #expect(document.text.hasSuffix("Two"))
    }

    @Test func cutsLongFields() throws {
        let words = String(repeating: "=?utf-8?Q?a?= ", count: 20_000)
        let document = try parse("From: a\nTo: \(words)\nSubject: \(words)\n \(words)\n\nBody\n")
        #expect(document.title.utf8.count < 10_000)
        #expect((document.metadata["to"] ?? "").utf8.count < 10_000)
        #expect(document.text.hasSuffix("\n\nBody"))
    }

    @Test func stopsAtPartsInsideParts() {
        let part = "--x\nContent-Type: multipart/mixed; boundary=x\n\n"
        var text = "From: a\nTo: b\nSubject: c\nContent-Type: multipart/mixed; boundary=b0\n\n"
        for index in 0..<100 { text += "--b\(index)\nContent-Type: multipart/mixed; boundary=b\(index + 1)\n\n" }
        let error = #expect(throws: DocumentError.self) { try parse(text) }
        #expect(error?.code == .tooDeep)
        #expect(throws: Never.self) {
            try parse(
                "From: a\nTo: b\nSubject: c\nContent-Type: multipart/mixed; boundary=x\n\n"
                    + String(repeating: part, count: 50)
            )
        }
    }

    @Test func readsMailOfOtherProjects() throws {
        guard let folder = TestData.documents("eml") else { return }
        let word = try TestData.parse(folder.appendingPathComponent("mime-word-encoded-subject.eml"))
        #expect(word.title == "Simple email with ☸☿ Unicode subject")
        let attached = try TestData.parse(folder.appendingPathComponent("fake-email-attachment.eml"))
        #expect(attached.text.contains("Hey this is a fake attachment!"))
        #expect(attached.text.contains("- Lots of whitespace"))
        let hebrew = try TestData.parse(folder.appendingPathComponent("email-no-utf8-2008-07-16.062410.eml"))
        #expect(hebrew.title == "RE: שלום")
        let two = try TestData.parse(folder.appendingPathComponent("testRFC822_multipart_attachments.eml"))
        #expect(two.text.contains("This is Test TXTA File for parser"))
        let differs = try TestData.parse(folder.appendingPathComponent("mime-different-plain-html.eml"))
        #expect(differs.text.contains("This is the text/plain part."))
    }
}
