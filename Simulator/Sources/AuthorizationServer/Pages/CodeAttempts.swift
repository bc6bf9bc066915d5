/// How often user codes are typed: by session, account and address, and over all (RFC 8628 §5.1).
struct CodeAttempts<Store: AttemptStore>: Sendable {
    let limits: AttemptLimits<Store>
    private let windowMilliseconds: Int64

    /// The window is the life of a code: what the arithmetic of the settings counts on.
    init(limits: AttemptLimits<Store>, _ settings: GrantSettings) {
        self.limits = limits
        windowMilliseconds = Int64(settings.codeExpirationSeconds) * 1_000
    }

    func attempt(
        _ user: SignedInUser, addressKey: String, at now: Int64
    ) async throws -> AttemptLimits<Store>.Verdict {
        try await limits.attempt(keys(user, addressKey), at: now)
    }

    func takeBack(_ user: SignedInUser, addressKey: String) async throws {
        try await limits.takeBack(keys(user, addressKey))
    }

    private func keys(_ user: SignedInUser, _ addressKey: String) -> [(String, AttemptPolicy)] {
        func policy(_ limit: Int) -> AttemptPolicy {
            .window(limit: limit, milliseconds: windowMilliseconds)
        }
        return [
            (
                "code/session/" + Base64URL.encode(user.session.idHash.bytes),
                policy(Limits.codeAttemptsPerAccount)
            ),
            ("code/account/" + user.session.subject, policy(Limits.codeAttemptsPerAccount)),
            ("code/address/" + addressKey, policy(Limits.codeAttemptsPerAddress)),
            ("code/all", policy(Limits.codeAttemptsOverAll)),
        ]
    }
}
