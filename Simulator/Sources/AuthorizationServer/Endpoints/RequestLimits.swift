import NIOConcurrencyHelpers

/// Refuses requests for codes beyond what one address or one client may make, before anything is
/// read or written for them (RFC 8628 §5.1, RFC 10027). In memory: a restart forgives.
final class RequestLimits: Sendable {
    private struct Tables {
        var addresses: [String: Int64] = [:]
        var clients: [String: Int64] = [:]
    }

    private let clock: ServerClock
    private let tables = NIOLockedValueBox(Tables())

    init(clock: ServerClock) {
        self.clock = clock
    }

    private static let addressRate = RequestRate(
        burst: Limits.codeRequestsPerAddress, perSecond: Limits.codeRequestsPerAddressAndSecond)
    private static let clientRate = RequestRate(
        burst: Limits.codeRequestsPerClient, perSecond: Limits.codeRequestsPerClientAndSecond)

    /// Counts one request of a client that is known. The address comes first: what it has too much
    /// does not count against the client, whose other devices are still served.
    func countCodeRequest(addressKey: String, clientID: String) throws(OAuthError) {
        let now = clock.nowMilliseconds() * 1_000
        let refusal = tables.withLockedValue { tables in
            Self.count(addressKey, in: &tables.addresses, Self.addressRate, at: now)
                ?? Self.count(clientID, in: &tables.clients, Self.clientRate, at: now)
        }
        if let refusal {
            throw .tooManyRequests(retryAfterSeconds: (refusal + 999) / 1_000)
        }
    }

    /// Returns nil, or the milliseconds after which a request is admitted.
    private static func count(
        _ key: String, in table: inout [String: Int64], _ rate: RequestRate, at now: Int64
    ) -> Int64? {
        if table[key] == nil && table.count >= Limits.countedKeys {
            table = table.filter { $0.value > now }
            // As many busy keys at once are an attack from everywhere: what is new waits.
            if table.count >= Limits.countedKeys { return 1_000 }
        }
        switch rate.step(busyUntil: table[key], atMicroseconds: now) {
        case .admitted(let until):
            table[key] = until
            return nil
        case .refused(let milliseconds):
            return milliseconds
        }
    }
}
