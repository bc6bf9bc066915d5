import AuthorizationServer
import DeviceScreen
import Foundation
import SimulatorKit
import Synchronization

/// What a person or a program sees of the run: the panel, the serial console, the events.
///
/// Standard output is either the panel, the console, or events as JSON; standard error is for what
/// went wrong.
final class DeviceFace: Sendable {
    private let options: RunOptions
    private let showsPicture: Bool
    private let showsConsole: Bool
    private let state: Mutex<State>

    private struct State {
        var screen: TerminalScreen?
        var screenshots: ScreenshotFolder?
        var codes: DeviceEvent.Codes?
        var notes: [String] = []
        var failure: String?
    }

    init(board: Board, options: RunOptions) throws(EnvironmentError) {
        self.options = options
        // An emulated device shows both itself.
        let isText = options.output == .text && options.emulate == nil
        // A board without a display talks on its console, unless told otherwise.
        showsConsole =
            isText && board.console
            && (options.serial == .stdio || (options.display == nil && board.display == nil))
        showsPicture = isText && !showsConsole && options.display != RunOptions.DisplayChoice.none
        if options.display == .terminal, board.display == nil {
            throw EnvironmentError(
                "\(board.id) has no display: leave out --display, or choose another board.")
        }
        if options.serial == .stdio, !board.console {
            throw EnvironmentError(
                "\(board.id) has no serial console: leave out --serial, or choose another board.")
        }
        let folder: ScreenshotFolder? =
            if let path = options.screenshots { try ScreenshotFolder(path) } else { nil }
        if folder != nil, board.display == nil {
            throw EnvironmentError("\(board.id) has no display to take screenshots of.")
        }
        state = Mutex(State(screenshots: folder))
        if showsPicture {
            state.withLock { $0.screen = TerminalScreen(descriptor: STDOUT_FILENO) }
        }
    }

    /// Where the board's sides lead to.
    func output(
        also observe: @escaping @Sendable (DeviceEvent) -> Void
    ) -> BoardOutput {
        var output = BoardOutput { event in
            self.tell(event)
            observe(event)
        }
        if showsPicture || options.screenshots != nil {
            output.picture = { self.show($0) }
        }
        if showsConsole {
            output.console = { text in
                print(text, terminator: "")
                fflush(nil)
            }
        }
        return output
    }

    /// Says where to approve, and as whom.
    func serverIsReady(_ server: RunningServer) {
        tell(.serverReady(issuer: server.issuer, caFile: server.caFile))
        guard options.output == .text else { return }
        let notes = [
            "Approve at \(server.verificationURI) as \(server.demoAccount.username), "
                + "password \(server.demoAccount.password)",
            "The browser must trust \(server.caFile)",
            "  SHA-256 \(server.caFingerprint)",
        ]
        state.withLock { $0.notes = notes }
        // A picture carries the notes below it; everything else says them once.
        if !drawsInPlace { say(notes) }
    }

    /// Gives the terminal back and says how it went.
    func finish(_ summary: DeviceEvent.Summary) {
        state.withLock { state in
            state.screen?.restore()
            for line in [state.failure, summary.outcome.advice(options)].compactMap({ $0 }) {
                FileHandle.standardError.write(Data("simulator: \(line)\n".utf8))
            }
        }
        finish(
            summary.line, milliseconds: summary.durationMilliseconds,
            arenaBytes: summary.memory.arenaBytes)
    }

    /// Says how it went.
    ///
    /// - Parameters: As those of `DeviceEvent.Line.summary`.
    func finish(_ line: DeviceEvent.Line, milliseconds: UInt32, arenaBytes: Int?) {
        tell(line)
        guard options.output == .text else { return }
        say(line.summary(milliseconds: milliseconds, arenaBytes: arenaBytes))
    }

    /// The file for the screen of an emulated board; nil if it is not wanted.
    var codeFile: String? { state.withLock { $0.screenshots?.codeFile } }

    /// Prints lines at once: the picture and the console write past the standard library's buffer.
    private func say(_ lines: [String]) {
        for line in lines { print(line) }
        fflush(nil)
    }

    private var drawsInPlace: Bool { state.withLock { $0.screen?.drawsPictures ?? false } }

    private func show(_ picture: BoardOutput.Picture) {
        state.withLock { state in
            do {
                try state.screenshots?.save(picture)
            } catch {
                state.screenshots = nil
                state.failure = "\(error)"
            }
            let codes = state.codes.map {
                ScreenCaption.Codes(
                    userCode: $0.userCode, verificationURI: $0.verificationURI,
                    remainingSeconds: picture.remainingSeconds)
            }
            state.screen?.show(
                picture.framebuffer,
                caption: ScreenCaption(picture.screen, codes: codes, notes: state.notes))
        }
    }

    private func tell(_ event: DeviceEvent) {
        if case .userCode(let codes) = event { state.withLock { $0.codes = codes } }
        if case .storageFailed(let failure) = event {
            state.withLock {
                $0.failure = "the tokens could not be stored (\(failure)): make room in --state."
            }
        }
        if let line = event.line { tell(line) }
    }

    /// Passes an event on as JSON, or says it in words.
    func tell(_ line: DeviceEvent.Line) {
        switch options.output {
        case .json: say([line.json])
        case .text:
            if let text = text(of: line) { say([text]) }
        }
    }

    private func text(of line: DeviceEvent.Line) -> String? {
        switch (line.event, line.outcome) {
        case ("user_code", _) where !showsPicture && !showsConsole:
            line.codes.map { "Open \($0.verificationURI) and enter \($0.userCode)." }
        case ("poll", let outcome?) where !drawsInPlace: "poll \(line.number ?? 0): \(outcome)"
        case ("refreshed", "granted"): "The access token was refreshed."
        case ("refreshed", "no_refresh_token"):
            "Nothing to refresh with: the server gave no refresh token."
        case ("refreshed", let outcome?): "The access token was not refreshed: \(outcome)."
        case ("signed_out", "revoked"): "Signed out; the server has revoked the tokens."
        case ("signed_out", _):
            "Signed out on the device. The server has not revoked the tokens; they end by themselves."
        default: nil
        }
    }
}
