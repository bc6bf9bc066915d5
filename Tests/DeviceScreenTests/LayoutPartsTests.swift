import Testing

@testable import DeviceScreen

@Suite struct LineBreakingTests {
    private func rows(_ text: String, _ breaking: LineBreaking, _ capacity: Int) -> [String]? {
        let bytes = Array(text.utf8)
        var rows: [String] = []
        var start = 0
        while start < bytes.count {
            let end = breaking.endOfRow(in: bytes.span, from: start, capacity: capacity)
            guard end > start else { return nil }
            rows.append(String(decoding: bytes[start..<end], as: UTF8.self))
            start = breaking.startOfRow(in: bytes.span, after: end)
        }
        return rows
    }

    @Test("Sentences break at spaces, which no row shows")
    func words() {
        #expect(rows("Press to try again.", .words, 9) == ["Press to", "try", "again."])
        #expect(rows("Press to try", .words, 12) == ["Press to try"])
        #expect(rows("Certificate", .words, 5) == nil)
    }

    @Test("Addresses break before a path, a query, a label and a port, and after the scheme")
    func joints() {
        #expect(
            rows("https://localhost:8443/device", .joints, 14)
                == ["https://", "localhost:8443", "/device"])
        #expect(
            rows("https://localhost:8443/device", .joints, 20)
                == ["https://localhost", ":8443/device"])
        #expect(rows("https://example.com/a", .joints, 16) == ["https://example", ".com/a"])
        #expect(rows("https://abcdefghijklmnop", .joints, 10) == nil)
    }

    @Test("Where there is no joint the row is full")
    func jointsOrAnywhere() {
        #expect(
            rows("https://abcdefghijklmnop", .jointsOrAnywhere, 10)
                == ["https://", "abcdefghij", "klmnop"])
        #expect(rows("WDJB-MJHT", .jointsOrAnywhere, 6) == ["WDJB-", "MJHT"])
        #expect(rows("WWWWWWWW", .jointsOrAnywhere, 3) == ["WWW", "WWW", "WW"])
    }

    @Test("Rows of full length put into one another give the text back", arguments: 1...40)
    func anywhere(capacity: Int) {
        let text = Codes.address(255)
        #expect(rows(text, .anywhere, capacity)?.joined() == text)
        #expect(rows(text, .jointsOrAnywhere, capacity)?.joined() == text)
    }
}

@Suite struct GridTests {
    @Test("A television is a grid of 160 x 90, whatever its resolution")
    func televisions() {
        for (width, height) in [(640, 360), (1280, 720), (1920, 1080), (3840, 2160)] {
            let grid = Grid(panel: Panel(width: width, height: height, shape: .rectangle))
            #expect(grid.width == 160)
            #expect(grid.height == 90)
        }
    }

    @Test("A small panel is drawn pixel by pixel")
    func smallPanels() {
        #expect(Grid(panel: .watch).unit == 1)
        #expect(Grid(panel: .oled).unit == 1)
    }

    @Test("What a round panel shows of a row lies inside its circle and is as wide as it can be")
    func chords() {
        let grid = Grid(panel: .watch)
        for top in 0..<240 {
            let row = grid.visible(grid.frame, top: top, bottom: top + 1, inset: 0)
            // The pixel's outer corners decide, in half pixels from the middle.
            let rise = max(abs(2 * top - 240), abs(2 * top + 2 - 240))
            let reach = 240 - 2 * row.x
            #expect(row.width == 0 || reach * reach + rise * rise <= 240 * 240)
            #expect((reach + 2) * (reach + 2) + rise * rise > 240 * 240)
            #expect(row.x + row.right == 240 || row.width == 0)
        }
    }

    @Test("The integer square root is the largest whole number that is not above the root")
    func squareRoots() {
        for number in 0..<70_000 {
            let root = squareRoot(number)
            #expect(root * root <= number && (root + 1) * (root + 1) > number)
        }
    }
}

@Suite struct CountdownTests {
    private func text(_ remaining: UInt32, of lifetime: UInt32) -> String {
        let progress = Progress(remainingSeconds: remaining, lifetimeSeconds: lifetime)
        return Countdown(progress).withBytes { bytes in
            String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self)
        }
    }

    @Test("Minutes and seconds have two digits each, and never more than the lifetime's")
    func digits() {
        #expect(text(1_800, of: 1_800) == "30:00")
        #expect(text(61, of: 1_800) == "01:01")
        #expect(text(0, of: 1_800) == "00:00")
        #expect(text(9_999, of: 1_800) == "30:00")
        #expect(text(59, of: 60 * 100) == "000:59")
        #expect(text(.max, of: .max) == "71582788:15")
    }

    @Test("The part that is left never overflows and ends at 0 and at the whole")
    func parts() {
        #expect(Progress(remainingSeconds: 0, lifetimeSeconds: 600).part(of: 60) == 0)
        #expect(Progress(remainingSeconds: 300, lifetimeSeconds: 600).part(of: 60) == 30)
        #expect(Progress(remainingSeconds: 900, lifetimeSeconds: 600).part(of: 60) == 60)
        #expect(Progress(remainingSeconds: .max, lifetimeSeconds: .max).part(of: 60_000) == 60_000)
        #expect(Progress(remainingSeconds: 5, lifetimeSeconds: 0).part(of: 60) == 0)
    }
}

@Suite struct TypefaceTests {
    @Test(
        "Letters and digits that look alike differ",
        arguments: [
            "0O", "0D", "0Q", "1I", "1l", "Il", "8B", "5S", "2Z", "6G", "UV", "VY", "CG", "MN",
            "MW",
        ])
    func lookAlikesDiffer(pair: String) {
        let bytes = Array(pair.utf8)
        for typeface in [Typeface.tiny, .small, .medium, .large] {
            let differing = (0..<typeface.height).count {
                typeface.row($0, of: bytes[0]) != typeface.row($0, of: bytes[1])
            }
            #expect(differing > 0, "\(typeface)")
        }
    }

    @Test("No glyph reaches into the next one's cell, and none but the space is empty")
    func cells() {
        for typeface in [Typeface.tiny, .small, .medium, .large] {
            for byte: UInt8 in 0x20...0x7F {
                let rows = (0..<typeface.height).map { typeface.row($0, of: byte) }
                #expect(rows.allSatisfy { $0 << UInt8(typeface.width) == 0 })
                #expect(rows.allSatisfy { $0 == 0 } == (byte == 0x20))
            }
        }
    }

    @Test("A text is drawn glyph by glyph, in its ink, inside its frame")
    func drawsGlyphs() {
        let canvas = Canvas(panel: Panel(width: 160, height: 90, shape: .rectangle))
        var pixels = [UInt16](repeating: 0, count: 160 * 90)
        var span = pixels.mutableSpan
        let text = Array("8B".utf8)
        let frame = Frame(x: 10, y: 20, width: 32, height: 32)
        canvas.draw(text.span, size: TextSize(.large, scale: 2), in: frame, .accent, &span)
        for y in 0..<90 {
            for x in 0..<160 {
                let column = (x - 10) / 2
                let row = (y - 20) / 2
                let isInside = x >= 10 && x < 42 && y >= 20 && y < 52
                let isSet =
                    isInside
                    && Typeface.large.row(row, of: text[column / 8]) << UInt8(column % 8) & 0x80
                        != 0
                #expect((pixels[y * 160 + x] == Ink.accent.rgb565) == isSet)
            }
        }
    }
}
