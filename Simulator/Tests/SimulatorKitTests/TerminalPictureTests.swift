import DeviceScreen
import PictureReading
import Testing

@testable import SimulatorKit

@Suite struct TerminalPictureTests {
    private func terminal(
        _ size: TerminalSize, _ panel: Panel, _ colours: TerminalColours = .trueColour
    ) -> (terminal: EmulatedTerminal, form: TerminalPicture.Form) {
        let picture = TerminalPicture(
            of: Drawn.framebuffer(on: panel).framebuffer, caption: Drawn.caption(), size: size,
            colours: colours)
        var terminal = EmulatedTerminal(size)
        terminal.receive(Array(picture.lines.joined(separator: "\r\n").utf8))
        return (terminal, picture.form)
    }

    private func qrCode(in terminal: EmulatedTerminal) throws -> String {
        let folder = try TemporaryFolder()
        let path = folder.path + "/terminal.ppm"
        try terminal.writePicture(to: path, scale: 4)
        return try QRCodeReader.read(file: path)
    }

    @Test(
        "C9 The QR code in the terminal can be scanned, in every size and colour mode",
        arguments: [
            TerminalSize(columns: 240, rows: 130), TerminalSize(columns: 160, rows: 46),
            TerminalSize(columns: 80, rows: 24), TerminalSize(columns: 40, rows: 30),
        ], [TerminalColours.trueColour, .palette])
    func scans(size: TerminalSize, colours: TerminalColours) throws {
        for panel in Drawn.panels {
            let (terminal, form) = terminal(size, panel, colours)
            #expect(form != .text)
            #expect(try qrCode(in: terminal) == Drawn.verificationURIComplete)
            #expect(terminal.scrolledLines == 0)
            #expect(terminal.unknown.isEmpty)
        }
    }

    @Test("The television's picture fits 160 columns and 46 rows with its caption")
    func wholeTelevision() {
        let (terminal, form) = terminal(TerminalSize(columns: 160, rows: 46), Drawn.television)
        #expect(form == .whole)
        #expect(
            terminal.text(row: 45) == "https://localhost:8443/device  WDJB-MJHT  23:41")
    }

    @Test("A whole picture has the panel's colours, one logical pixel a half cell")
    func wholeIsExact() {
        let framebuffer = Drawn.framebuffer(on: Drawn.television).framebuffer
        let pixels = terminal(TerminalSize(columns: 160, rows: 46), Drawn.television)
            .terminal.pixels()
        for y in 0..<90 {
            for x in 0..<160 where pixels[y][x] != framebuffer[x * 8, y * 8] {
                Issue.record("\(x), \(y)")
            }
        }
    }

    @Test("One row or column less, and the QR code and the texts stand alone")
    func compactWhenTooSmall() {
        for size in [TerminalSize(columns: 159, rows: 46), TerminalSize(columns: 160, rows: 45)] {
            #expect(terminal(size, Drawn.television).form == .qrCode)
        }
    }

    @Test("C10 C11 In 80 x 24 address, code and time stand beside the QR code as characters")
    func compactTexts() {
        let (terminal, form) = terminal(TerminalSize(columns: 80, rows: 24), Drawn.television)
        #expect(form == .qrCode)
        let rows = (0..<24).map { terminal.text(row: $0) }
        for text in [Drawn.verificationURI, Drawn.userCode, "23:41"] {
            #expect(rows.contains { $0.hasSuffix("  " + text) })
        }
    }

    @Test("In 80 x 24 there is room for the notes too, and the QR code still scans")
    func compactNotes() throws {
        let size = TerminalSize(columns: 80, rows: 24)
        var caption = Drawn.caption()
        caption.notes = [
            "Approve at https://localhost:8443/device as demo, password eiderdown-anvil-2719",
            "The browser must trust /home/person/.local/state/device-grant/certificates/ca.pem",
            "  SHA-256 " + Array(repeating: "A7", count: 32).joined(separator: ":"),
        ]
        for panel in Drawn.panels {
            let picture = TerminalPicture(
                of: Drawn.framebuffer(on: panel).framebuffer, caption: caption, size: size,
                colours: .trueColour)
            var terminal = EmulatedTerminal(size)
            terminal.receive(Array(picture.lines.joined(separator: "\r\n").utf8))
            #expect(picture.form == .qrCode)
            #expect(terminal.scrolledLines == 0)
            #expect(try qrCode(in: terminal) == Drawn.verificationURIComplete)
            let text = (0..<24).map { String(terminal.text(row: $0).dropFirst(39)) }.joined()
            #expect(text.contains("eiderdown-anvil-2719"))
        }
    }

    @Test("C10 C11 A terminal too small for the QR code still shows address and code whole")
    func textAlone() {
        let (terminal, form) = terminal(TerminalSize(columns: 24, rows: 12), Drawn.television)
        #expect(form == .text)
        let text = (0..<12).map { terminal.text(row: $0) }.joined()
        #expect(text.contains(Drawn.verificationURI))
        #expect(text.contains(Drawn.userCode))
    }

    @Test(
        "X15 The caption of a screen without a code has none",
        arguments: [
            Screen.signedIn, .denied, .expired, .connecting,
        ])
    func captionDropsCodes(screen: Screen) {
        #expect(Drawn.caption(screen).codes == nil)
    }

    @Test("The QR code found in the pixels is the one that was painted")
    func findsQRCode() {
        for panel in Drawn.panels + [Panel(width: 128, height: 64, shape: .rectangle)] {
            for complete in ["", Drawn.verificationURIComplete, String(repeating: "a", count: 150)]
            {
                let drawn = Drawn.framebuffer(on: panel, complete: complete)
                #expect(drawn.framebuffer.qrCode == drawn.painting.qrCode)
            }
            for screen in [Screen.starting, .signedIn, .failed("It ended.")] {
                #expect(Drawn.framebuffer(screen, on: panel).framebuffer.qrCode == nil)
            }
        }
    }

    @Test("Colours follow COLORTERM; a dumb terminal and none draw no pictures")
    func colours() {
        let term = ["TERM": "xterm-256color"]
        #expect(TerminalColours(environment: term) == .palette)
        for name in ["truecolor", "24bit"] {
            let environment = term.merging(["COLORTERM": name]) { $1 }
            #expect(TerminalColours(environment: environment) == .trueColour)
        }
        #expect(TerminalColours(environment: ["TERM": "dumb"]) == nil)
        #expect(TerminalColours(environment: [:]) == nil)
    }
}
