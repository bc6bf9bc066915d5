import DeviceScreen
import Foundation
import PictureReading
import SimulatorKit
import Testing

/// `simulator run --emulate`: the image for a board, booted on the whole emulated board or run as an
/// emulated process.
@Suite("Emulated boards", .serialized)
struct EmulatedBoardTests {
    private let state: TemporaryFolder
    private let folder: TemporaryFolder

    init() throws {
        state = try TemporaryFolder()
        folder = try TemporaryFolder()
    }

    private static let uri = "https://localhost:8443/device"

    @Test(
        "C9 A booted board signs in, and its screen, the simulated board's and the golden picture are the same, pixel for pixel",
        arguments: try BoardCatalogue.find().boards().filter { $0.status == .emulated })
    func bootsWhole(_ board: Board) async throws {
        let identity = ServerIdentity(of: try await SimulatorRun.usedState())
        let pictures = folder.file("emulated")
        // Long enough for the picture to be taken while the code is shown.
        let pending = Array(repeating: CannedServer.Answer.error("authorization_pending"), count: 6)
        try await CannedServer.with(
            identity, answers: pending + [.tokens], verificationURI: Self.uri
        ) { server in
            let run = try SimulatorRun(
                server.words(authority: identity.authorityFile, state: state)
                    + ["--board", board.id, "--emulate", "--output", "json"]
                    + (board.display == nil ? [] : ["--screenshots", pictures]),
                environment: ProcessInfo.processInfo.environment)
            // The first time the image is built and the kernel fetched.
            let ending = try await run.process.ended(within: .seconds(400))
            #expect(ending == .status(0), "\(run.process.errors.text)")
            #expect(try await run.event("user_code")["user_code"]?.text == "WDJB-MJHT")
            #expect(try await run.event("finished")["outcome"]?.text == "granted")
        }
        guard let panel = board.display?.panel else { return }
        let file = pictures + "/code.png"
        #expect(try QRCodeReader.read(file: file) == Self.uri)
        let screen = try PNGPicture(file: file)
        #expect(screen.width == panel.width && screen.height == panel.height)
        // The picture is taken within some seconds of the code's arrival.
        let moment = (0...15 as ClosedRange<UInt32>).first { seconds in
            screen.bytes == Self.pixels(of: Self.codeScreen(panel, remainingSeconds: 600 - seconds))
        }
        #expect(moment != nil, "no moment's picture is that of the screen")
        try await expectGolden(board, panel, identity)
    }

    /// The simulated board's first picture of the code, and what the painter draws, are the golden one.
    private func expectGolden(_ board: Board, _ panel: Panel, _ identity: ServerIdentity)
        async throws
    {
        let first = Self.codeScreen(panel, remainingSeconds: 600)
        let name = board.id.split(separator: "/").last ?? ""
        let golden = BoardImage.tree.appending(path: "Simulator/Pictures/\(name)-code.png").path
        if ProcessInfo.processInfo.environment["UPDATE_PICTURES"] != nil {
            try PNGFile.write(first, to: golden)
        }
        #expect(try PNGPicture(file: golden).bytes == Self.pixels(of: first))

        let pictures = folder.file("simulated")
        try await CannedServer.with(
            identity, answers: [.tokens], verificationURI: Self.uri
        ) { server in
            let run = try await SimulatorRun.finished(
                server.words(authority: identity.authorityFile, state: state)
                    + ["--board", board.id, "--screenshots", pictures])
            #expect(run.ending == .status(0), "\(run.errors)")
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: pictures)
        let code = try #require(names.first { $0.hasSuffix("-code.png") })
        #expect(try PNGPicture(file: "\(pictures)/\(code)") == PNGPicture(file: golden))
    }

    @Test(
        "A panel that is mounted on its side shows the picture upright", arguments: ["90", "270"])
    func turnsPicture(_ degrees: String) async throws {
        let identity = ServerIdentity(of: try await SimulatorRun.usedState())
        let file = folder.file("turned.png")
        let pending = Array(repeating: CannedServer.Answer.error("authorization_pending"), count: 6)
        try await CannedServer.with(
            identity, answers: pending + [.tokens], verificationURI: Self.uri
        ) { server in
            let process = try emulate(
                ["generic/tv-stick", "--memory", "64", "--screenshot", file, "--"]
                    + server.deviceClientWords(authority: identity.authorityFile)
                    + ["--resolve", "localhost:\(server.port):10.0.2.2", "--rotate", degrees])
            #expect(try await process.ended() == .status(0), "\(process.errors.text)")
        }
        let screen = try PNGPicture(file: file)
        let panel = Panel(width: 720, height: 1_280, shape: .rectangle)
        let moment = (0...15 as ClosedRange<UInt32>).first { seconds in
            let upright = Self.pixels(of: Self.codeScreen(panel, remainingSeconds: 600 - seconds))
            return Self.turned(screen, upright: degrees == "90") == upright
        }
        #expect(moment != nil, "no moment's picture is that of the screen")
    }

    /// What a person sees who turned the panel: clockwise by 90 degrees for a screen whose picture was
    /// turned the other way.
    private static func turned(_ screen: PNGPicture, upright isClockwise: Bool) -> [UInt8] {
        var bytes: [UInt8] = []
        for row in 0..<screen.width {
            for column in 0..<screen.height {
                let (x, y) =
                    isClockwise
                    ? (screen.width - 1 - row, column) : (row, screen.height - 1 - column)
                let place = (y * screen.width + x) * 3
                bytes += screen.bytes[place..<place + 3]
            }
        }
        return bytes
    }

    private static func codeScreen(_ panel: Panel, remainingSeconds: UInt32) -> Framebuffer {
        var framebuffer = Framebuffer(panel: panel)
        var painter = ScreenPainter(panel: panel)
        let code = Array("WDJB-MJHT".utf8)
        let uri = Array(uri.utf8)
        framebuffer.draw { pixels in
            _ = painter.paint(
                .code, userCode: code.span, verificationURI: uri.span,
                verificationURIComplete: Span(), remainingSeconds: remainingSeconds,
                lifetimeSeconds: 600, into: &pixels)
        }
        return framebuffer
    }

    /// Eight-bit red, green and blue, row by row.
    private static func pixels(of framebuffer: Framebuffer) -> [UInt8] {
        framebuffer.pixels.flatMap { pixel in
            let colour = Colour(rgb565: pixel)
            return [colour.red, colour.green, colour.blue]
        }
    }

    @Test(
        "A board with 64 MB of memory signs in",
        arguments: [("generic/tv-stick", "64"), ("beagleboard/beaglebone-black", "64")])
    func bootsInLittleMemory(_ board: String, _ memory: String) async throws {
        let identity = ServerIdentity(of: try await SimulatorRun.usedState())
        try await CannedServer.with(identity, answers: [.tokens]) { server in
            let process = try emulate(
                [board, "--memory", memory, "--"]
                    + server.deviceClientWords(authority: identity.authorityFile)
                    + ["--resolve", "localhost:\(server.port):10.0.2.2"])
            #expect(try await process.ended() == .status(0), "\(process.errors.text)")
        }
    }

    @Test(
        "As an emulated process it signs in with the embedded server, and refreshes",
        arguments: ["tv-stick", "licheepi-zero"])
    func runsAsProcess(_ board: String) async throws {
        let run = try SimulatorRun(
            [
                "run", "--board", board, "--emulate=user", "--port", "0", "--state", state.path,
                "--approve-after", "0", "--then", "refresh",
            ], environment: ProcessInfo.processInfo.environment)
        let finished = try await run.finished()
        #expect(finished.ending == .status(0), "\(finished.errors)")
        #expect(finished.output.contains("/device and enter "))
        #expect(finished.output.contains("poll 1: granted"))
        #expect(finished.output.contains("The access token was refreshed."))
        #expect(finished.output.contains("Outcome: granted. Signed in."))
        #expect(run.processesLeft == [])
    }

    // MARK: What goes wrong

    @Test("Interrupted, it ends with 130, and nothing of it stays")
    func endsByInterruption() async throws {
        let run = try SimulatorRun(
            [
                "run", "--emulate", "--output", "json", "--port", "0", "--state", state.path,
            ], environment: ProcessInfo.processInfo.environment)
        _ = try await run.event("user_code")
        #expect(try await run.interrupted().ending == .status(130))
        #expect(run.processesLeft == [])
    }

    @Test("A board without a network ends with 12 and says so")
    func lacksNetwork() async throws {
        let process = try emulate([
            "generic/gateway", "--no-network", "--", "--output", "json", "--client-id", "a",
            "--issuer", "https://10.0.2.2", "--ca", "/etc/ssl/certs/ca-certificates.crt",
        ])
        #expect(try await process.ended() == .status(12), "\(process.errors.text)")
        let output = try await process.output.whole() + process.errors.whole()
        #expect(output.contains("the network eth0 cannot be brought up: "), "\(output)")
        #expect(output.contains("\"network_failure\""))
    }

    @Test("A kernel that does not get as far as the client is an error of the environment")
    func lacksMemory() async throws {
        let process = try emulate([
            "generic/gateway", "--memory", "16", "--", "--client-id", "a", "--issuer",
            "https://10.0.2.2",
        ])
        #expect(try await process.ended() == .status(15))
        let errors = try await process.errors.whole()
        #expect(errors.contains("its kernel did not come as far as the client"), "\(errors)")
    }

    @Test("A board that does not run Linux is refused before anything is started")
    func refusesMicrocontroller() async throws {
        let run = try await SimulatorRun.finished(
            ["run", "--board", "wearable", "--emulate", "--state", state.path])
        #expect(run.ending == .status(15))
        #expect(run.output == "")
        #expect(run.errors.contains("generic/wearable does not run Linux: "))
        #expect(run.errorLines.count == 1)
    }

    private func emulate(_ words: [String]) throws -> ChildProcess {
        try ChildProcess(
            BoardImage.tree.appending(path: "Boards/emulate").path, words,
            environment: ProcessInfo.processInfo.environment)
    }
}

extension Board: CustomTestStringConvertible {
    public var testDescription: String { id }
}
