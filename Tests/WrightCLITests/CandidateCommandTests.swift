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
        let unknown = try await folder.wright(
            "candidate",
            "decide",
            "C00",
            "--stage",
            "cv",
            "--outcome",
            "hold",
            "--by",
            "Kim",
            "--reason",
            "moreToFindOut"
        )
        #expect(unknown.status == 0 && unknown.messageText.contains("Nothing was stored about 'C00'"))
        #expect(try await folder.wright("candidate", "export", "C00").json()["keptUntil"]?.integer != nil)
        let again = try await folder.wright("candidate", "export", "nobody")
        #expect(again.status == 1 && again.messageText.contains("fix: "))
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
        let corrected = try await record("3")
        #expect(corrected["outcomes"]?.integer == 1 && corrected["covered"]?.integer == 1)
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
