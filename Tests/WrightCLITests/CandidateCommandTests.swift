import Testing

/// What `wright candidate` and `wright programme` print and keep.
struct CandidateCommandTests {
    private func folder(name: String = "Ana Roe") throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write("posting.txt", "Requirements:\n- Docker\n- TensorFlow\n")
        try folder.write(
            "cv.txt",
            "\(name)\n\nEXPERIENCE\nEngineer, Example Ltd (2020-01 - present)\n- Worked with: Docker, PyTorch\n"
        )
        return folder
    }

    @Test func assessesSavesDecidesExportsAndErases() async throws {
        let folder = try folder()
        let assessed = try await folder.wright(
            "candidate",
            "assess",
            "--json",
            "--as-of",
            "2026-02",
            "--save",
            "posting.txt",
            "cv.txt"
        )
        try #require(assessed.status == 0, "\(assessed.messageText)")
        let person = try #require(try assessed.json()["candidates"]?.array?.first?["candidate"]?.string)
        let decided = try await folder.wright(
            "candidate",
            "decide",
            person,
            "--stage",
            "cv",
            "--outcome",
            "advance",
            "--by",
            "Kim Park",
            "--reason",
            "requirementsShown",
            "--json"
        )
        #expect(decided.status == 0, "\(decided.messageText)")
        let exported = try await folder.wright("candidate", "export", person)
        #expect(try exported.json()["events"]?.array?.count == 2)
        #expect(try exported.json()["identity"]?.string == "cv.txt")
        let erased = try await folder.wright("candidate", "erase", person, "--json")
        #expect(try erased.json()["erased"]?.array?.first?["events"]?.integer == 2)
        let again = try await folder.wright("candidate", "export", "nobody")
        #expect(again.status == 1 && again.messageText.contains("fix: "))
    }

    @Test func decidesOnlyAboutWhatWasAssessed() async throws {
        let folder = try folder()
        func decide(_ person: String, _ more: [String]) async throws -> ProcessResult {
            let arguments = ["candidate", "decide", person, "--stage", "cv", "--by", "Kim Park", "--json"]
            return try await WrightProcess.wright(arguments + more, in: folder.path)
        }
        let hold = ["--outcome", "hold", "--reason", "moreToFindOut"]
        let early = try await decide("C00", hold)
        #expect(early.status == 1 && early.messageText.contains("No assessment of 'C00'"))
        #expect(folder.files(in: ".wright").isEmpty, "nothing is stored about nobody")
        let assess = ["candidate", "assess", "--json", "--as-of", "2026-02", "--save", "posting.txt", "cv.txt"]
        let assessed = try await WrightProcess.wright(assess, in: folder.path)
        let person = try #require(try assessed.json()["candidates"]?.array?.first?["candidate"]?.string)
        for unknown in ["C00", "not an id"] {
            let result = try await decide(unknown, hold)
            #expect(result.status == 1 && result.messageText.contains("candidate assess --save"), "\(unknown)")
        }
        for (day, reason) in [("2020-01-31", "not assessed yet"), ("2999-01-01", "still to come")] {
            let result = try await decide(person, hold + ["--day", day])
            #expect(result.status == 1 && result.messageText.contains(reason), "\(result.messageText)")
        }
        let decline = ["--outcome", "decline", "--reason", "requirementNotShown", "--requirement"]
        let other = try await decide(person, decline + ["COBOL"])
        #expect(other.status == 1 && other.messageText.contains("'COBOL'") && other.messageText.contains("'Docker'"))
        let known = try await decide(person, decline + ["docker"])
        #expect(known.status == 0, "\(known.messageText)")
        #expect(try known.json()["decision"]?["requirements"] == .array([.string("Docker")]))
        let exported = try await folder.wright("candidate", "export", person)
        #expect(try exported.json()["events"]?.array?.count == 2, "nothing that was refused was kept")
    }

    @Test func anExportNamesEntriesThatWereChanged() async throws {
        let folder = try folder()
        let assess = ["candidate", "assess", "--json", "--as-of", "2026-02", "--save", "posting.txt", "cv.txt"]
        let assessed = try await WrightProcess.wright(assess, in: folder.path)
        let person = try #require(try assessed.json()["candidates"]?.array?.first?["candidate"]?.string)
        let sound = try await folder.wright("candidate", "export", person)
        #expect(sound.status == 0 && sound.messages.isEmpty)
        for name in ["wright.sqlite-wal", "wright.sqlite-shm"] { try? folder.remove(".wright/" + name) }
        var bytes = try folder.bytes(".wright/wright.sqlite")
        let (old, new) = (Array("PyTorch".utf8), Array("Fortran".utf8))
        var count = 0
        while let place = bytes.firstRange(of: old) {
            bytes.replaceSubrange(place, with: new)
            count += 1
        }
        try #require(count > 0)
        try folder.write(".wright/wright.sqlite", bytes)
        let changed = try await folder.wright("candidate", "export", person)
        #expect(changed.status == 0 && changed.messageText.contains("warning: "), "\(changed.messageText)")
        #expect(changed.messageText.contains("at entry 1;"), "\(changed.messageText)")
    }

    @Test func aFairnessLogWithoutPeopleIsAnError() async throws {
        let folder = try TemporaryFolder()
        try folder.write("stages.jsonl", "\n")
        let result = try await folder.wright("candidate", "fairness", "--stages", "stages.jsonl")
        #expect(result.status == 1 && result.messageText.contains("'stages.jsonl'"))
    }

    @Test func namesChangeNoByte() async throws {
        var outputs: Set<String> = []
        for name in ["Emily", "Lakisha", "Jamal Jones"] {
            let result = try await folder(name: name)
                .wright("candidate", "assess", "--json", "--as-of", "2026-02", "posting.txt", "cv.txt")
            outputs.insert(result.text)
        }
        #expect(outputs.count == 1)
    }

    @Test func comparesInTheOrderOfArrival() async throws {
        let folder = try folder()
        try folder.write("b.txt", "Bo\n\nEXPERIENCE\nEngineer (2024-01 - present)\n- Worked with: Docker, TensorFlow\n")
        let result = try await folder.wright(
            "candidate",
            "compare",
            "--json",
            "--as-of",
            "2026-02",
            "posting.txt",
            "cv.txt",
            "b.txt"
        )
        let row = try #require(
            try result.json()["requirements"]?.array?.first { $0["requirement"]?.string == "TensorFlow" }
        )
        #expect(row["candidates"]?.array?.map { $0["status"]?.string } == ["adjacent", "met"])
    }

    @Test func theLastRecordOfALearnerCounts() async throws {
        let folder = try TemporaryFolder()
        func record(_ months: String) async throws -> JSONTree {
            try await folder.wright(
                "programme",
                "outcome",
                "--apprentice",
                "A1",
                "--months",
                months,
                "--sign",
                "Kim Park",
                "--sign",
                "Lou Diaz",
                "--json"
            )
            .json()
        }
        #expect(try await record("30")["covered"]?.integer == 0)
        let signed = ["programme", "outcome", "--apprentice", "A2", "--sign", "Kim", "--sign", "Lou"]
        let refused = try await WrightProcess.wright(signed + ["--day", "2099-01-01"], in: folder.path)
        #expect(refused.status == 1 && refused.messageText.contains("lies after today"), "\(refused.messageText)")
        let corrected = try await record("3")
        #expect(corrected["outcomes"]?.integer == 1 && corrected["covered"]?.integer == 1)
    }

    @Test func amountsBeyondWholeNumbersAreShown() async throws {
        let folder = try TemporaryFolder()
        try folder.write("costs.json", #"{"places": 1e8, "vacancyWeeks": 1e8, "vacancyCostWeek": 1e8}"#)
        let costs = try await folder.wright("programme", "costs", "--inputs", "costs.json")
        #expect(costs.status == 0 && costs.text.contains("e+24 ("), "\(costs.text)\(costs.messageText)")
        try folder.write("weeks.jsonl", #"{"week": 1, "protected": 1, "mentorHours": 1e9, "plannedHours": 1e-9}"#)
        let status = try await folder.wright("programme", "status", "weeks.jsonl")
        #expect(status.status == 0 && status.text.contains("1e+20 % of plan"), "\(status.text)\(status.messageText)")
        #expect(status.text.hasPrefix("1 week\n"))
    }

    @Test func programmesAreForecastTheSameTwice() async throws {
        let folder = try TemporaryFolder()
        let first = try await folder.wright("programme", "simulate", "--scenario", "hybrid", "--runs", "500", "--json")
        let second = try await folder.wright("programme", "simulate", "--scenario", "hybrid", "--runs", "500", "--json")
        #expect(first.status == 0 && first.output == second.output)
        #expect(try await folder.wright("programme", "plan", "--scenario", "pulled-away").status == 3)
        #expect(try await folder.wright("programme", "simulate", "--other-work", "2").status == 1)
    }
}
