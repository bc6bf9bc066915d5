import NIOConcurrencyHelpers

/// Clients read a moment ago, so that a poll costs one read and not two. What an operator changes
/// counts after `Limits.clientCacheMilliseconds`.
final class ClientCache<Store: ClientStore>: Sendable {
    private struct Entry {
        let client: Client
        let readAtMilliseconds: Int64
    }

    private let store: Store
    private let clock: ServerClock
    private let entries = NIOLockedValueBox<[String: Entry]>([:])

    init(store: Store, clock: ServerClock) {
        self.store = store
        self.clock = clock
    }

    func client(id: String) async throws -> Client? {
        let now = clock.nowMilliseconds()
        let kept = entries.withLockedValue { $0[id] }
        // A clock that was set back makes nothing older than it is.
        if let kept, abs(now - kept.readAtMilliseconds) < Limits.clientCacheMilliseconds {
            return kept.client
        }
        let client = try await store.client(id: id)
        entries.withLockedValue { entries in
            // Only clients that exist are kept, so guesses cannot fill it.
            if entries.count >= Limits.cachedClients { entries.removeAll() }
            entries[id] = client.map { Entry(client: $0, readAtMilliseconds: now) }
        }
        return client
    }
}
