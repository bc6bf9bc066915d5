import NIOConcurrencyHelpers

/// The signing keys of the user pool, oldest first. Each signs from a time on, until its successor
/// does, and stays published until the last token under it has ended; a new one is published for
/// `Limits.keySetCacheSeconds` before it signs, so that nobody meets a key of which a cached JWK set
/// knows nothing.
final class TokenSigningKeys: Sendable {
    struct Entry: Sendable {
        let key: TokenSigningKey
        /// Milliseconds since 1970; 0 for the first key of an installation.
        let signsFromMilliseconds: Int64
    }

    private let entries: NIOLockedValueBox<[Entry]>

    /// At least one entry.
    init(_ entries: [Entry]) {
        precondition(!entries.isEmpty, "a server without a key cannot sign")
        self.entries = NIOLockedValueBox(Self.sorted(entries))
    }

    /// Takes up what another process wrote to the key file.
    func replace(with entries: [Entry]) {
        guard !entries.isEmpty else { return }
        self.entries.withLockedValue { $0 = Self.sorted(entries) }
    }

    /// The newest key whose time has come. With the clock before them all, the first.
    func signing(at now: Int64) -> TokenSigningKey {
        entries.withLockedValue { entries in
            (entries.last { $0.signsFromMilliseconds <= now } ?? entries[0]).key
        }
    }

    /// The keys that tokens of this moment are verified with.
    func published(at now: Int64) -> [TokenSigningKey] {
        entries.withLockedValue { Self.alive($0, at: now).map(\.key) }
    }

    /// The key of exactly this id: a lookup in memory, whatever the id looks like.
    func published(id: String, at now: Int64) -> TokenSigningKey? {
        published(at: now).first { $0.keyID == id }
    }

    /// The answer of /.well-known/jwks.json.
    func keySetJSON(at now: Int64) -> String {
        #"{"keys":["# + published(at: now).map(\.jwkJSON).joined(separator: ",") + "]}"
    }

    /// What the file holds after a rotation: keys whose tokens have ended are dropped.
    static func rotated(
        _ entries: [Entry], adding key: TokenSigningKey, at now: Int64
    ) -> [Entry] {
        alive(sorted(entries), at: now)
            + [
                Entry(
                    key: key, signsFromMilliseconds: now + Limits.keySetCacheSeconds * 1_000)
            ]
    }

    private static func alive(_ entries: [Entry], at now: Int64) -> [Entry] {
        entries.enumerated().filter { index, _ in
            guard index + 1 < entries.count else { return true }
            let lastTokenEnds =
                entries[index + 1].signsFromMilliseconds + Limits.accessTokenSeconds * 1_000
            return now < lastTokenEnds
        }.map(\.element)
    }

    private static func sorted(_ entries: [Entry]) -> [Entry] {
        entries.sorted { $0.signsFromMilliseconds < $1.signsFromMilliseconds }
    }
}
