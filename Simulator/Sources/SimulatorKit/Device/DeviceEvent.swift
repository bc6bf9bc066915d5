import CredentialSlots
import DeviceGrant
import DeviceRuntime
import TLSTransport

/// What a run tells programs outside, one JSON object a line.
public enum DeviceEvent: Sendable {
    case serverReady(issuer: String, caFile: String)
    case userCode(Codes)
    /// The tokens could not be stored; the grant went on without.
    case storageFailed(StorageFailure)
    case poll(number: UInt32, outcome: PollOutcome, atMilliseconds: UInt32)
    /// The access token was refreshed, or not; nil if there was nothing to refresh with.
    case refreshed(PollOutcome?)
    case signedOut(KeeperOutcome.Revocation)
    case finished(Summary)

    /// RFC 8628 §3.2, without the device code.
    public struct Codes: Sendable {
        public var userCode: String
        public var verificationURI: String
        /// Empty if the server gave none.
        public var verificationURIComplete: String
        public var lifetimeSeconds: UInt32
        public var intervalSeconds: UInt32
    }

    /// The figures of a whole run.
    public struct Summary: Sendable {
        public var outcome: GrantOutcome
        public var polls: UInt32 = 0
        public var connections: UInt32 = 0
        public var fullHandshakes: UInt32 = 0
        public var resumedHandshakes: UInt32 = 0
        public var bytesSent: UInt32 = 0
        public var bytesReceived: UInt32 = 0
        public var memory: MemoryBudget
        public var arenaPeakBytes = 0
        /// The latest allocation that the arena refused; nil if it refused none.
        public var arenaFailure: TLSArenaFailure?
        public var stackPeakBytes = 0
        public var stateBytes: Int
        public var durationMilliseconds: UInt32 = 0

        /// What happened, in a sentence; for refused memory also how much.
        public var reason: String {
            guard case .outOfMemory(.tls) = outcome else { return outcome.reason }
            if !memory.hasArena {
                return """
                    \(outcome.reason) (the client's other parts take \(MemoryBudget.declaredBytes) \
                    of \(memory.bytes) bytes: state \(MemoryBudget.stateBytes), configuration \
                    \(MemoryBudget.configurationBytes), transport \(MemoryBudget.transportBytes), \
                    stack \(MemoryBudget.stackBytes))
                    """
            }
            guard let arenaFailure else { return outcome.reason }
            let failure = String(bytesMaximum: TLSArenaFailure.textBytesMaximum) { output in
                try? arenaFailure.write(to: &output, arenaBytes: memory.arenaBytes)
            }
            return "\(outcome.reason) (\(failure))"
        }
    }
}
