import DeviceGrant
import DeviceRuntime
import TLSTransport

/// All memory of one device's client but its stack, in the sizes that ``MemoryBudget`` declares.
final class ClientMemory: @unchecked Sendable {
    // Sendable: it is set up and looked at by the device's owner, and meanwhile used by the
    // device's thread alone.
    let arena: UnsafeMutablePointer<TLSArena>
    private let arenaMemory: UnsafeMutableRawBufferPointer
    private let contexts: UnsafeMutablePointer<TLSContexts>
    private let loop: UnsafeMutableRawPointer
    /// What the loop's memory is for after the grant. It is made by the host: on the way to its place it
    /// would lie on the device's stack.
    private let tokenLoop: UnsafeMutablePointer<SimulatedDevice.TokenLoop>
    private let configuration: UnsafeMutablePointer<ClientConfiguration>
    private let board: UnsafeMutablePointer<SimulatedBoard>
    private let roots: UnsafeMutableBufferPointer<UInt8>
    private var isSetUp = false

    /// - Parameters:
    ///   - arenaBytes: The TLS library's heap, 64 or more.
    ///   - roots: The pinned roots, PEM or DER.
    init(arenaBytes: Int, roots: [UInt8]) {
        arenaMemory = .allocate(byteCount: arenaBytes, alignment: 16)
        arena = .allocate(capacity: 1)
        arena.initialize(to: TLSArena(memory: arenaMemory))
        contexts = .allocate(capacity: 1)
        contexts.initialize(to: TLSContexts())
        loop = .allocate(
            byteCount: MemoryBudget.stateBytes,
            alignment: max(
                MemoryLayout<SimulatedDevice.GrantLoop>.alignment,
                MemoryLayout<SimulatedDevice.TokenLoop>.alignment))
        tokenLoop = .allocate(capacity: 1)
        tokenLoop.initialize(to: SimulatedDevice.TokenLoop())
        configuration = .allocate(capacity: 1)
        board = .allocate(capacity: 1)
        self.roots = .allocate(capacity: roots.count)
        _ = self.roots.initialize(from: roots)
    }

    deinit {
        if isSetUp {
            board.deinitialize(count: 1)
            configuration.deinitialize(count: 1)
        }
        roots.deallocate()
        board.deallocate()
        configuration.deallocate()
        loop.deallocate()
        tokenLoop.deallocate()
        contexts.deinitialize(count: 1)
        contexts.deallocate()
        arena.deinitialize(count: 1)
        arena.deallocate()
        arenaMemory.deallocate()
    }

    /// Makes the configuration and the board; false if the arena has no room for a single root.
    func setUp(_ device: SimulatedDevice) throws(EnvironmentError) -> Bool {
        let server = device.server
        var transport: TLSTransport
        do throws(TLSSetupFailure) {
            transport = try TLSTransport(
                contexts: contexts, arena: arena, roots: UnsafeBufferPointer(roots))
        } catch {
            switch error {
            case .rootsUnreadable:
                throw EnvironmentError(
                    "the CA file holds no certificate that can be read. "
                        + "Give a PEM or DER file with --ca.")
            case .outOfMemory:
                return false
            }
        }
        for resolution in server.resolutions { try resolution.add(to: &transport) }
        let storage = try FileStorage(
            path: device.storageFile, bytes: 2 * (64 + StandardDeviceGrant.recordBytesMaximum))
        let session =
            if let file = device.sessionFile {
                try FileStorage(path: file, bytes: 2 * (64 + TransportLimits.sessionBytes))
            } else {
                FileStorage()
            }
        configuration.initialize(to: try server.configuration())
        board.initialize(
            to: SimulatedBoard(
                panel: device.panel, transport: transport, storage: storage,
                session: session,
                output: device.output.onOtherThread(), stop: device.stop))
        loop.bindMemory(to: SimulatedDevice.GrantLoop.self, capacity: 1)
            .initialize(to: SimulatedDevice.GrantLoop())
        isSetUp = true
        return true
    }

    /// Runs the grant, and what comes behind it, on this thread; to be called once.
    func runGrant(
        then: SimulatedDevice.Afterwards?, _ output: BoardOutput
    ) -> (GrantOutcome, polls: UInt32) {
        let loop = self.loop.assumingMemoryBound(to: SimulatedDevice.GrantLoop.self)
        let outcome =
            loop.pointee.discover(&configuration.pointee, on: &board.pointee)
            ?? loop.pointee.run(configuration.pointee, on: &board.pointee)
        let polls = loop.pointee.grant.pollCount
        loop.deinitialize(count: 1)
        guard outcome == .granted, let then else { return (outcome, polls) }
        return (goOn(then, output), polls)
    }

    /// What the device does after the grant, with the tokens that its flash holds; the outcome of the
    /// whole run.
    private func goOn(
        _ then: SimulatedDevice.Afterwards, _ output: BoardOutput
    ) -> GrantOutcome {
        let loop = self.loop.bindMemory(to: SimulatedDevice.TokenLoop.self, capacity: 1)
        loop.moveInitialize(from: tokenLoop, count: 1)
        defer { loop.deinitialize(count: 1) }
        guard loop.pointee.restore(on: &board.pointee) else { return .granted }
        switch then {
        case .refresh:
            let result = loop.pointee.refresh(configuration.pointee, on: &board.pointee)
            output.event(.refreshed(result))
            return switch result {
            case .granted, nil: .granted
            case .networkFailure(let failure): .networkFailure(failure)
            case .refusedAnswer(let reason): .refusedAnswer(reason)
            case .some: .refusedAnswer(.error(.unknown))
            }
        case .signOut:
            let end = loop.pointee.signOut(configuration.pointee, on: &board.pointee)
            board.pointee.eraseSession()
            if case .signedOut(let revocation) = end { output.event(.signedOut(revocation)) }
            return .granted
        }
    }

    /// Adds what the connections came to.
    func report(to summary: inout DeviceEvent.Summary) {
        let statistics = board.pointee.statistics
        summary.connections = statistics.connections
        summary.fullHandshakes = statistics.fullHandshakes
        summary.resumedHandshakes = statistics.resumedHandshakes
        summary.bytesSent = statistics.bytesSent
        summary.bytesReceived = statistics.bytesReceived
        summary.durationMilliseconds = board.pointee.uptimeMilliseconds
    }
}
