import CredentialSlots
import DeviceGrant
import DeviceRuntime
import Foundation
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

    /// The event as one line of JSON, without the line's end; nil for what is no event to others.
    public var json: String? {
        guard !members.isEmpty else { return nil }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Encoding numbers and strings cannot fail.
        return (try? encoder.encode(members)).map { String(decoding: $0, as: UTF8.self) }
    }

    private var members: [String: JSONValue] {
        switch self {
        case .serverReady(let issuer, let caFile):
            return [
                "event": .string("server_ready"), "issuer": .string(issuer),
                "ca_file": .string(caFile),
            ]
        case .userCode(let codes):
            var members: [String: JSONValue] = [
                "event": .string("user_code"), "user_code": .string(codes.userCode),
                "verification_uri": .string(codes.verificationURI),
                "expires_in": .number(Int(codes.lifetimeSeconds)),
                "interval": .number(Int(codes.intervalSeconds)),
            ]
            if !codes.verificationURIComplete.isEmpty {
                members["verification_uri_complete"] = .string(codes.verificationURIComplete)
            }
            return members
        case .storageFailed:
            return [:]
        case .poll(let number, let outcome, let milliseconds):
            return [
                "event": .string("poll"), "number": .number(Int(number)),
                "outcome": .string("\(outcome.name)"), "at_ms": .number(Int(milliseconds)),
            ]
        case .refreshed(let outcome):
            return [
                "event": .string("refreshed"),
                "outcome": .string("\(outcome?.name ?? "no_refresh_token")"),
            ]
        case .signedOut(let revocation):
            return [
                "event": .string("signed_out"),
                "outcome": .string(revocation == .revoked ? "revoked" : "not_revoked"),
            ]
        case .finished(let summary):
            return [
                "event": .string("finished"), "outcome": .string("\(summary.outcome.name)"),
                "reason": .string(summary.reason),
                "polls": .number(Int(summary.polls)),
                "connections": .number(Int(summary.connections)),
                "tls_full_handshakes": .number(Int(summary.fullHandshakes)),
                "tls_resumed_handshakes": .number(Int(summary.resumedHandshakes)),
                "bytes_sent": .number(Int(summary.bytesSent)),
                "bytes_received": .number(Int(summary.bytesReceived)),
                "tls_arena_peak_bytes": .number(summary.arenaPeakBytes),
                "stack_peak_bytes": .number(summary.stackPeakBytes),
                "state_bytes": .number(summary.stateBytes),
            ]
        }
    }
}

private enum JSONValue: Encodable {
    case string(String)
    case number(Int)

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .string(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        }
    }
}
