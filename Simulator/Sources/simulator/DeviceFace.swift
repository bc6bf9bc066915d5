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
        let isText = options.output == .text
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
        tell(.finished(summary))
        guard options.output == .text else { return }
        say(summary.lines)
    }

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
        switch options.output {
        case .json:
            if let json = event.json { say([json]) }
        case .text:
            switch event {
            case .poll(let number, let outcome, _) where !drawsInPlace:
                say(["poll \(number): \(outcome.name)"])
            case .refreshed(.granted?):
                say(["The access token was refreshed."])
            case .refreshed(nil):
                say(["Nothing to refresh with: the server gave no refresh token."])
            case .refreshed(let outcome?):
                say(["The access token was not refreshed: \(outcome.name)."])
            case .signedOut(.revoked):
                say(["Signed out; the server has revoked the tokens."])
            case .signedOut:
                say([
                    "Signed out on the device. The server has not revoked the tokens; they end "
                        + "by themselves."
                ])
            case .serverReady, .userCode, .storageFailed, .poll, .finished:
                break
            }
        }
    }
}
