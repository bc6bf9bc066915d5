import DeviceScreen
import Foundation
import Testing

@testable import SimulatorKit

@Suite struct BoardCatalogueTests {
    /// The repository's own catalogue, found above this file.
    private func repository() throws -> BoardCatalogue {
        let above = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
            .deletingLastPathComponent().path
        return try BoardCatalogue.find(environment: [:], executable: nil, workingDirectory: above)
    }

    /// A catalogue of `boards`, from IDs to the contents of their files.
    private func catalogue(_ boards: [String: String]) throws -> (BoardCatalogue, TemporaryFolder) {
        let folder = try TemporaryFolder()
        try folder.write("{}", to: "Boards/board.schema.json")
        for (id, contents) in boards {
            try folder.write(contents, to: "Boards/\(id)/board.json")
        }
        return (try BoardCatalogue(folder: folder.path + "/Boards"), folder)
    }

    private static let valid = """
        {
          "name": "Stick", "vendor": "acme", "class": "television", "status": "simulated",
          "sources": [
            {
              "document": "Stick data sheet", "address": "https://acme.example/stick.pdf",
              "fields": ["memoryBytes", "display"]
            }
          ],
          "architecture": "aarch64",
          "triple": "aarch64-none-none-elf", "memoryBytes": 1000000, "clientBudgetBytes": 100000,
          "display": {
            "widthPixels": 240, "heightPixels": 240, "shape": "round", "format": "rgb565"
          },
          "console": true, "buttons": ["select"]
        }
        """

    /// ``valid`` with a region of RAM, which holds the framebuffer, and one of flash.
    private static let validWithRegions =
        valid
        .replacingOccurrences(of: "\"display\"]", with: "\"display\", \"regions\"]")
        .replacingOccurrences(
            of: "\"clientBudgetBytes\"",
            with: """
                "regions": [
                  {
                    "name": "SRAM", "kind": "ram", "startAddress": "0x20000000",
                    "lengthBytes": 1000000
                  },
                  {
                    "name": "ROM", "kind": "flash", "startAddress": "0x1FF00000",
                    "lengthBytes": 1048576
                  }
                ],
                "clientBudgetBytes"
                """)

    @Test("Every board of the repository is valid, and its page tells the same status")
    func repositoryBoards() throws {
        let catalogue = try repository()
        let boards = try catalogue.boards()
        #expect(boards.count { $0.vendor != "generic" } >= 8)
        for board in boards {
            let page = "\(catalogue.folder)/\(board.id)/README.md"
            let text = try String(contentsOfFile: page, encoding: .utf8)
            #expect(text.contains("Status: \(board.status.rawValue)"), "\(page)")
        }
    }

    @Test("The repository has a board of each class, each architecture but the host's, each panel")
    func repositoryIsWide() throws {
        let boards = try repository().boards().filter { $0.vendor != "generic" }
        #expect(Set(boards.map(\.deviceClass)) == Set(Board.DeviceClass.allCases))
        #expect(Set(boards.map(\.architecture)) == [.aarch64, .armv7, .armv7em])
        #expect(Set(boards.compactMap { $0.display?.shape }) == [.rectangle, .round])
        #expect(
            Set(boards.compactMap { $0.display?.format }) == Set(Board.Display.Format.allCases))
    }

    @Test("The generic boards are a television, a round watch and a box without a display")
    func genericBoards() throws {
        let catalogue = try repository()
        let stick = try catalogue.board("tv-stick")
        #expect(stick.id == "generic/tv-stick")
        #expect(stick.display?.panel == Panel(width: 1280, height: 720, shape: .rectangle))
        let wearable = try catalogue.board("generic/wearable")
        #expect(wearable.display?.panel == Panel(width: 240, height: 240, shape: .round))
        let gateway = try catalogue.board("gateway")
        #expect(gateway.display == nil)
        #expect(gateway.console)
    }

    @Test("C8 C10 C11 C9 Every board's panel shows the code screen whole")
    func boardsShowTheCode() throws {
        for board in try repository().boards() {
            guard let panel = board.display?.panel else { continue }
            let painting = Drawn.framebuffer(on: panel).painting
            #expect(painting.completeness == .whole)
            if let code = painting.qrCode { #expect(code.moduleSize * painting.unit >= 2) }
        }
    }

    @Test("Every field of the schema is one that the reader knows, and the other way round")
    func schemaAgrees() throws {
        let url = URL(fileURLWithPath: try repository().folder + "/board.schema.json")
        let root = try JSONSerialization.jsonObject(with: Data(contentsOf: url))
        let schema = try #require(root as? [String: Any])
        let properties = try #require(schema["properties"] as? [String: [String: Any]])
        #expect(
            Set(properties.keys)
                == Set(BoardFile.Fields.CodingKeys.allCases.map(\.stringValue)))
        let display = try #require(properties["display"]?["properties"] as? [String: [String: Any]])
        #expect(
            Set(display.keys) == Set(BoardFile.Display.CodingKeys.allCases.map(\.stringValue)))
        let source = try members(ofItems: properties["sources"])
        #expect(Set(source.keys) == Set(BoardFile.Source.CodingKeys.allCases.map(\.stringValue)))
        let region = try members(ofItems: properties["regions"])
        #expect(Set(region.keys) == Set(BoardFile.Region.CodingKeys.allCases.map(\.stringValue)))
        func expect<Case>(_ values: Any?, areThoseOf type: Case.Type)
        where Case: RawRepresentable<String> & CaseIterable {
            #expect(values as? [String] == Case.allCases.map(\.rawValue))
        }
        expect(properties["class"]?["enum"], areThoseOf: Board.DeviceClass.self)
        expect(properties["status"]?["enum"], areThoseOf: Board.Status.self)
        expect(properties["architecture"]?["enum"], areThoseOf: Board.Architecture.self)
        expect(display["shape"]?["enum"], areThoseOf: Board.Display.Shape.self)
        expect(display["format"]?["enum"], areThoseOf: Board.Display.Format.self)
        expect(region["kind"]?["enum"], areThoseOf: Board.Region.Kind.self)
        expect(
            (source["fields"]?["items"] as? [String: Any])?["enum"],
            areThoseOf: Board.Source.Figure.self)
        #expect(display["widthPixels"]?["maximum"] as? Int == ScreenLimits.panelSidePixels)
    }

    /// The members that the schema gives to each item of a list.
    private func members(ofItems list: [String: Any]?) throws -> [String: [String: Any]] {
        let items = try #require(list?["items"] as? [String: Any])
        return try #require(items["properties"] as? [String: [String: Any]])
    }

    @Test("An ID, or the last part of one that no other board has, finds a board")
    func findsBoards() throws {
        let (catalogue, folder) = try catalogue(["acme/stick": Self.valid])
        defer { withExtendedLifetime(folder) {} }
        #expect(catalogue.ids == ["acme/stick"])
        #expect(try catalogue.board("acme/stick") == catalogue.board("stick"))
    }

    @Test("An ID that no board has is refused with the IDs there are")
    func unknownBoard() throws {
        let (catalogue, folder) = try catalogue(["acme/stick": Self.valid, "acme/box": Self.valid])
        defer { withExtendedLifetime(folder) {} }
        for id in ["sticks", "acme", "", "../stick", "acme/stick/", "/stick"] {
            #expect(throws: BoardError.unknown(id: id, known: ["acme/box", "acme/stick"])) {
                try catalogue.board(id)
            }
        }
        #expect(
            BoardError.unknown(id: "x", known: ["a/b", "c/d"]).description
                == "there is no board \"x\"; the boards are a/b, c/d")
    }

    @Test("A last part that two boards have is refused with both")
    func ambiguousBoard() throws {
        let (catalogue, folder) = try catalogue(["acme/stick": Self.valid, "duo/stick": Self.valid])
        defer { withExtendedLifetime(folder) {} }
        #expect(
            throws: BoardError.ambiguous(id: "stick", candidates: ["acme/stick", "duo/stick"])
        ) {
            try catalogue.board("stick")
        }
    }

    @Test(
        "A file that cannot be true is refused with file, field and reason",
        arguments: [
            ("\"memoryBytes\": 1000000", "\"memoryKiB\": 977", "memoryKiB", "is not a field"),
            ("\"memoryBytes\": 1000000, ", "", "memoryBytes", "is missing"),
            (
                "\"memoryBytes\": 1000000", "\"memoryBytes\": \"1 MB\"", "memoryBytes",
                "not a number"
            ),
            (
                "\"memoryBytes\": 1000000", "\"memoryBytes\": 1.5", "memoryBytes",
                "1.5 is not a whole"
            ),
            ("\"memoryBytes\": 1000000", "\"memoryBytes\": -1", "memoryBytes", "is not 1 to"),
            (
                "\"memoryBytes\": 1000000", "\"memoryBytes\": 115199", "display",
                "larger than the memory"
            ),
            (
                "\"memoryBytes\": 1000000", "\"memoryBytes\": 200000", "clientBudgetBytes",
                "215200 bytes"
            ),
            (
                "\"widthPixels\"", "\"widthMillimetres\"", "display.widthMillimetres",
                "is not a field"
            ),
            ("\"widthPixels\": 240", "\"widthPixels\": 0", "display.widthPixels", "1 to 4096"),
            ("\"widthPixels\": 240", "\"widthPixels\": 4097", "display.widthPixels", "1 to 4096"),
            ("\"round\"", "\"oval\"", "display.shape", "none of rectangle, round"),
            ("\"rgb565\"", "\"rgb888\"", "display.format", "none of rgb565"),
            ("\"television\"", "\"toaster\"", "class", "none of television"),
            ("\"simulated\"", "\"works\"", "status", "none of simulated, emulated"),
            ("\"select\"", "\"select\", \"fire\"", "buttons", "\"fire\" is none of select, back"),
            ("\"select\"", "\"select\", \"select\"", "buttons", "twice"),
            ("\"console\": true", "\"console\": 1", "console", "true or false"),
            ("\"console\": true", "\"console\": true, \"colour\": 1", "colour", "is not a field"),
            ("\"acme\"", "\"duo\"", "vendor", "the folder is \"acme\""),
            ("https://acme", "ftp://acme", "sources[0].address", "not an https URL"),
            ("\"Stick data sheet\"", "\"\"", "sources[0].document", "is empty"),
            ("\"document\"", "\"page\"", "sources[0].page", "is not a field"),
            ("[\"memoryBytes\", \"display\"]", "[\"weight\"]", "sources[0].fields", "none of"),
            ("[\"memoryBytes\", \"display\"]", "[\"display\"]", "sources", "gives memoryBytes"),
            ("[\"memoryBytes\", \"display\"]", "[\"memoryBytes\"]", "sources", "gives display"),
            ("{\n", "", "", "is not JSON"),
            (valid, "[]", "", "is not an object"),
            (valid, "", "", "is not JSON"),
        ])
    func badFiles(old: String, new: String, field: String, reason: String) throws {
        try expectRefusal(
            of: Self.valid.replacingOccurrences(of: old, with: new), field: field, reason: reason)
    }

    @Test(
        "Regions that cannot be true are refused with file, field and reason",
        arguments: [
            ("0x1FF00000", "0x1FF00001", "regions[1]", "\"ROM\" overlaps \"SRAM\""),
            ("0x1FF00000", "0x200F423F", "regions[1]", "\"ROM\" overlaps \"SRAM\""),
            ("0x1FF00000", "1FF00000", "regions[1].startAddress", "is not an address"),
            ("0x1FF00000", "0x", "regions[1].startAddress", "is not an address"),
            ("0x1FF00000", "0x-1", "regions[1].startAddress", "is not an address"),
            ("0x1FF00000", "0x12345678901", "regions[1].startAddress", "is not an address"),
            ("\"0x1FF00000\"", "535822336", "regions[1].startAddress", "is not a text"),
            ("\"startAddress\"", "\"start\"", "regions[0].start", "is not a field"),
            ("\"lengthBytes\": 1000000", "\"lengthKiB\": 976", "regions[0].lengthKiB", "field"),
            ("1048576", "0", "regions[1].lengthBytes", "is not 1 to"),
            ("1048576", "1.5", "regions[1].lengthBytes", "1.5 is not a whole"),
            ("\"flash\"", "\"rom\"", "regions[1].kind", "none of ram, flash"),
            ("\"flash\"", "\"ram\"", "memoryBytes", "the regions of RAM have 2048576 bytes"),
            ("\"ram\"", "\"flash\"", "memoryBytes", "the regions of RAM have 0 bytes"),
            ("\"lengthBytes\": 1000000", "\"lengthBytes\": 999999", "memoryBytes", "999999"),
            (", \"regions\"]", "]", "sources", "no document gives regions"),
        ])
    func badRegions(old: String, new: String, field: String, reason: String) throws {
        try expectRefusal(
            of: Self.validWithRegions.replacingOccurrences(of: old, with: new), field: field,
            reason: reason)
    }

    @Test("Regions that touch are valid, and a board without any is too")
    func validFiles() throws {
        let (catalogue, folder) = try catalogue([
            "acme/stick": Self.valid, "acme/watch": Self.validWithRegions,
        ])
        defer { withExtendedLifetime(folder) {} }
        #expect(try catalogue.boards().map(\.regions.count) == [0, 2])
        #expect(try catalogue.board("watch").regions[0].startAddress == 0x2000_0000)
    }

    @Test("A framebuffer that no region of RAM holds in one piece is refused")
    func scatteredFramebuffer() throws {
        let halves = Self.validWithRegions
            .replacingOccurrences(of: "1000000", with: "115199")
            .replacingOccurrences(of: "\"flash\"", with: "\"ram\"")
            .replacingOccurrences(of: "1048576", with: "100000")
            .replacingOccurrences(of: "\"memoryBytes\": 115199", with: "\"memoryBytes\": 215199")
        try expectRefusal(of: halves, field: "display", reason: "the largest region of RAM")
    }

    /// Expects that a board's file is refused in one line that names the file, the field, and why.
    private func expectRefusal(of contents: String, field: String, reason: String) throws {
        let (catalogue, folder) = try catalogue(["acme/stick": contents])
        let error = #expect(throws: BoardError.self) { try catalogue.board("stick") }
        guard case .invalid(let file, let badField, let why) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(file == folder.path + "/Boards/acme/stick/board.json")
        #expect(badField == field, "\(why)")
        #expect(why.contains(reason), "\(why)")
        #expect(!"\(try #require(error))".contains("\n"))
    }

    @Test("A board with neither display nor console is refused: no one could see the code")
    func blindBoard() throws {
        var contents = Self.valid.replacingOccurrences(
            of: "\"console\": true", with: "\"console\": false")
        let start = try #require(contents.range(of: "\"display\": {"))
        let end = try #require(contents.range(of: "},"))
        contents.removeSubrange(start.lowerBound..<end.upperBound)
        try expectRefusal(of: contents, field: "console", reason: "a board needs")
    }

    @Test("BOARDS_FOLDER is used and nothing else; a wrong one is an error")
    func environmentDecides() throws {
        let (catalogue, folder) = try catalogue(["acme/stick": Self.valid])
        let found = try BoardCatalogue.find(
            environment: ["BOARDS_FOLDER": catalogue.folder], executable: nil,
            workingDirectory: "/")
        #expect(found.folder == catalogue.folder)
        #expect(throws: BoardError.noCatalogue(looked: [folder.path])) {
            try BoardCatalogue.find(
                environment: ["BOARDS_FOLDER": folder.path], executable: nil,
                workingDirectory: catalogue.folder)
        }
    }

    @Test("The folder is found above the executable's real path before the working directory's")
    func walksUp() throws {
        let (first, one) = try catalogue(["acme/stick": Self.valid])
        let (second, two) = try catalogue(["acme/box": Self.valid])
        try one.write("", to: "build/debug/simulator")
        try FileManager.default.createSymbolicLink(
            atPath: two.path + "/simulator",
            withDestinationPath: one.path + "/build/debug/simulator")
        let found = try BoardCatalogue.find(
            environment: [:], executable: two.path + "/simulator", workingDirectory: two.path)
        #expect(found.folder == first.folder)
        let below = try BoardCatalogue.find(
            environment: [:], executable: "/usr/bin/env", workingDirectory: second.folder + "/acme")
        #expect(below.folder == second.folder)
    }

    @Test("Without a folder anywhere the error says where it looked and what to set")
    func noFolder() throws {
        let error = #expect(throws: BoardError.self) {
            try BoardCatalogue.find(
                environment: [:], executable: "/usr/bin/env", workingDirectory: "/usr")
        }
        #expect(error == .noCatalogue(looked: ["/usr/bin and above", "/usr and above"]))
        #expect(error?.description.contains("BOARDS_FOLDER") == true)
    }
}
