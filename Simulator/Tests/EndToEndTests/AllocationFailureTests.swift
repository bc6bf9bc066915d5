import DeviceGrant
import DeviceRuntime
import Foundation
import HTTPWire
import Synchronization
import TLSTransport
import Testing

/// Each allocation that the TLS library makes in a whole grant is refused, one in each grant.
@Suite("Allocations that fail", .serialized)
struct AllocationFailureTests {
    /// The sample: every so many-th allocation, from one that the seed names. `ALLOCATIONS=all`
    /// refuses each of them; `Tests/allocations` does so.
    private static let sampleStride: UInt32 = 131

    /// Of all of them, every so many-th grant is gone on with to its end; the others are given up when
    /// the refusal has shown.
    private static let endStride: UInt32 = 16

    @Test("X54 any refused allocation shows as such, the device signs in, and nothing leaks")
    func refuseEach() async throws {
        let environment = ProcessInfo.processInfo.environment
        let seed = environment["SEED"].flatMap { UInt32($0) } ?? 1
        let isWhole = environment["ALLOCATIONS"] == "all"
        let state = try await SimulatorRun.usedState()
        let roots = [UInt8](try Data(contentsOf: URL(filePath: state.file("server/ca.pem"))))
        try await CannedServer.with(state, answers: [.tokens]) { server in
            let whole = try await onThread {
                try Grant(at: server, roots, refusing: 0, goesOn: true)
            }
            #expect(whole == Grant(setUp: whole.setUp, allocations: whole.allocations))
            let stride = isWhole ? 1 : Self.sampleStride
            // Two at a time, as most machines have two processors.
            let shares = try await withThrowingTaskGroup(of: Share.self) { group in
                for part in 0..<2 as Range<UInt32> {
                    group.addTask {
                        try await onThread {
                            try Share(
                                of: whole, at: server, roots,
                                from: 1 + seed % stride + part * stride, by: 2 * stride,
                                endStride: isWhole ? Self.endStride : 1)
                        }
                    }
                }
                return try await group.reduce(into: Share()) { $0.add($1) }
            }
            print(
                "seed \(seed): \(shares.grants) of \(whole.allocations) allocations refused, "
                    + "\(shares.refusedAtSetUp) of them at set-up; \(shares.granted) granted")
            #expect(shares.faults == [])
            #expect(shares.grants >= Int(whole.allocations / stride) * 99 / 100)
            // Setting up takes the roots, and nothing that a grant could go without.
            #expect(shares.refusedAtSetUp <= Int(whole.setUp))
        }
    }

    /// Some of the grants, and what went wrong with them.
    private struct Share: Sendable {
        var grants = 0
        var granted = 0
        var refusedAtSetUp = 0
        var faults: [String] = []

        init() {}

        init(
            of whole: Grant, at server: CannedServer, _ roots: [UInt8], from first: UInt32,
            by step: UInt32, endStride: UInt32
        ) throws {
            for number in stride(from: first, through: whole.allocations, by: Int(step)) {
                let grant = try Grant(
                    at: server, roots, refusing: number,
                    goesOn: UInt32(grants) % endStride == 0)
                // A handshake's numbers are drawn, and with them a few allocations: this one had less.
                if grant.allocations < number { continue }
                grants += 1
                if grant.outcome == .granted { granted += 1 }
                if grant.outcome == nil { refusedAtSetUp += 1 }
                if let fault = grant.fault { faults.append("allocation \(number): \(fault)") }
            }
        }

        mutating func add(_ other: Share) {
            grants += other.grants
            granted += other.granted
            refusedAtSetUp += other.refusedAtSetUp
            faults += other.faults
        }
    }

    /// One grant, and what its arena says.
    private struct Grant: Equatable, Sendable {
        /// nil if the transport could not be set up for want of memory.
        var outcome: GrantOutcome? = .granted
        /// How the connection failed, each time.
        var failures: [TransportFailure] = []
        var goesOn = true
        /// The allocations until the transport was set up.
        var setUp: UInt32
        var allocations: UInt32
        var refusals: UInt32 = 0
        /// What is still in use at the end.
        var bytesLeft = 0

        init(setUp: UInt32, allocations: UInt32) {
            self.setUp = setUp
            self.allocations = allocations
        }

        /// Signs in, without one of the allocations; 0 refuses none. If it does not go on, it is given
        /// up when the connection fails.
        init(
            at server: CannedServer, _ roots: [UInt8], refusing number: UInt32, goesOn: Bool
        ) throws {
            self.init(setUp: 0, allocations: 0)
            self.goesOn = goesOn
            let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)
            let arena = UnsafeMutablePointer<TLSArena>.allocate(capacity: 1)
            arena.initialize(to: TLSArena(memory: memory))
            arena.pointee.allocationToRefuse = number
            let contexts = UnsafeMutablePointer<TLSContexts>.allocate(capacity: 1)
            contexts.initialize(to: TLSContexts())
            let pinned = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: roots.count)
            _ = pinned.initialize(from: roots)
            defer {
                pinned.deallocate()
                contexts.deinitialize(count: 1)
                contexts.deallocate()
                arena.deinitialize(count: 1)
                arena.deallocate()
                memory.deallocate()
            }
            do throws(TLSSetupFailure) {
                let transport = try TLSTransport(
                    contexts: contexts, arena: arena, roots: UnsafeBufferPointer(pinned))
                setUp = arena.pointee.allocationCount
                var board = ArenaBoard(transport: transport)
                board.stopsAtFailure = !goesOn
                let configuration = try server.configuration()
                var loop = DeviceLoop<512, 256, 1_920>()
                outcome = loop.run(configuration, on: &board)
                failures = board.failures
            } catch {
                guard error == .outOfMemory else { throw error }
                outcome = nil
            }
            allocations = arena.pointee.allocationCount
            refusals = arena.pointee.failureCount
            bytesLeft = arena.pointee.usedBytes
        }

        /// What is not as it must be after one refusal.
        var fault: String? {
            if refusals != 1 { return "\(refusals) refusals" }
            if bytesLeft != 0 { return "\(bytesLeft) bytes are left" }
            if failures.contains(where: { $0 != .outOfMemory }) { return "\(failures)" }
            switch outcome {
            case .granted, nil: return nil
            case .cancelled where !goesOn && !failures.isEmpty: return nil
            case .some(let outcome): return "\(outcome)"
            }
        }
    }
}

extension CannedServer {
    fileprivate func configuration() throws(TLSSetupFailure) -> ClientConfiguration {
        do {
            return try ClientConfiguration(
                deviceAuthorizationEndpoint: Endpoint(
                    Array(deviceAuthorizationEndpoint.utf8).span),
                tokenEndpoint: Endpoint(Array(tokenEndpoint.utf8).span),
                clientID: Array("stick".utf8).span, scope: Span(), clientSecret: Span())
        } catch {
            preconditionFailure("\(error)")
        }
    }
}
