import DeviceScreen
import Foundation
import Testing

@testable import SimulatorKit

@Suite struct TerminalScreenTests {
    /// What a screen wrote, in the order of its writes.
    private final class Output {
        var writes: [[UInt8]] = []
        var size = TerminalSize(columns: 160, rows: 46)

        var text: String { String(decoding: writes.joined(), as: UTF8.self) }
    }

    private func screen(_ output: Output, _ colours: TerminalColours?) -> TerminalScreen {
        TerminalScreen(
            colours: colours, size: { output.size }, write: { output.writes.append($0) })
    }

    private func show(
        _ shown: Screen, remainingSeconds: UInt32 = 1_421, on screen: TerminalScreen
    ) {
        let framebuffer = Drawn.framebuffer(
            shown, on: Drawn.television, remainingSeconds: remainingSeconds
        ).framebuffer
        screen.show(
            framebuffer, caption: Drawn.caption(shown, remainingSeconds: remainingSeconds))
    }

    @Test("Pictures follow each other in place: one write each, no scrolling, nothing left over")
    func redrawsInPlace() {
        let output = Output()
        let screen = screen(output, .trueColour)
        var terminal = EmulatedTerminal(output.size)
        for (index, step) in [
            (Screen.connecting, 0), (.code, 1_800), (.code, 1_799), (.networkTrouble, 1_700),
            (.signedIn, 0),
        ].enumerated() {
            show(step.0, remainingSeconds: UInt32(step.1), on: screen)
            #expect(output.writes.count == index + 1)
            terminal.receive(output.writes[index])

            var fresh = EmulatedTerminal(output.size)
            let picture = TerminalPicture(
                of: Drawn.framebuffer(
                    step.0, on: Drawn.television, remainingSeconds: UInt32(step.1)
                ).framebuffer,
                caption: Drawn.caption(step.0, remainingSeconds: UInt32(step.1)),
                size: output.size, colours: .trueColour)
            fresh.receive(Array(picture.lines.joined(separator: "\r\n").utf8))
            #expect(terminal.cells == fresh.cells)
        }
        #expect(terminal.scrolledLines == 0)
        #expect(terminal.unknown.isEmpty)
        #expect(!terminal.isCursorVisible)
    }

    @Test("A shorter picture leaves nothing of a longer one")
    func shrinks() {
        let output = Output()
        output.size = TerminalSize(columns: 80, rows: 24)
        let screen = screen(output, .palette)
        show(.code, on: screen)
        show(.signedIn, on: screen)
        var terminal = EmulatedTerminal(output.size)
        for write in output.writes { terminal.receive(write) }
        let rows = (0..<24).map { terminal.text(row: $0) }.filter { !$0.isEmpty }
        #expect(rows == ["Signed in"])
    }

    @Test("A second of the countdown rewrites a few lines, the same picture nothing")
    func writesLittle() {
        let output = Output()
        let screen = screen(output, .trueColour)
        show(.code, remainingSeconds: 1_421, on: screen)
        show(.code, remainingSeconds: 1_420, on: screen)
        show(.code, remainingSeconds: 1_420, on: screen)
        #expect(output.writes.count == 2)
        #expect(output.writes[1].count * 4 < output.writes[0].count)
    }

    @Test("After the terminal was resized the picture is drawn anew")
    func resizes() {
        let output = Output()
        let screen = screen(output, .trueColour)
        show(.code, on: screen)
        output.size = TerminalSize(columns: 80, rows: 24)
        show(.code, on: screen)
        var terminal = EmulatedTerminal(output.size)
        terminal.receive(output.writes[1])
        #expect((0..<24).contains { terminal.text(row: $0).contains(Drawn.userCode) })
    }

    @Test("At the end the cursor is back, once, below the picture")
    func restores() {
        let output = Output()
        let screen = screen(output, .trueColour)
        screen.restore()
        #expect(output.writes.isEmpty)
        show(.signedIn, on: screen)
        screen.restore()
        screen.restore()
        #expect(output.writes.count == 2)
        var terminal = EmulatedTerminal(TerminalSize(columns: 160, rows: 48))
        for write in output.writes { terminal.receive(write) }
        terminal.receive(Array("next".utf8))
        #expect(terminal.isCursorVisible)
        #expect(terminal.text(row: 46) == "next")
    }

    @Test("A signal's path writes the same sequence to a file descriptor")
    func restoresFromSignal() {
        let pipe = Pipe()
        TerminalScreen.restore(descriptor: pipe.fileHandleForWriting.fileDescriptor)
        pipe.fileHandleForWriting.closeFile()
        #expect(
            String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
                == "\(TerminalScreen.restoreSequence)")
    }

    @Test("Without a terminal every change of the screen is one line, time passing none")
    func plainLines() {
        let output = Output()
        let screen = screen(output, nil)
        show(.connecting, on: screen)
        for remaining in UInt32(1_790)...1_800 {
            show(.code, remainingSeconds: remaining, on: screen)
        }
        show(.networkTrouble, on: screen)
        show(.code, on: screen)
        show(.signedIn, on: screen)
        screen.restore()
        #expect(
            output.text == """
                Connecting
                Waiting for approval: https://localhost:8443/device  WDJB-MJHT
                No network: https://localhost:8443/device  WDJB-MJHT
                Waiting for approval: https://localhost:8443/device  WDJB-MJHT
                Signed in

                """)
    }

    @Test("A file is no terminal, and has no size")
    func fileIsNoTerminal() throws {
        let pipe = Pipe()
        let screen = TerminalScreen(
            descriptor: pipe.fileHandleForWriting.fileDescriptor,
            environment: ["TERM": "xterm", "COLORTERM": "truecolor"])
        show(.signedIn, on: screen)
        pipe.fileHandleForWriting.closeFile()
        #expect(pipe.fileHandleForReading.readDataToEndOfFile() == Data("Signed in\n".utf8))
        #expect(TerminalSize(descriptor: pipe.fileHandleForReading.fileDescriptor) == nil)
    }
}
