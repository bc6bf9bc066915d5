/// The second factor of users: set up, asked for at sign-in, turned off.
struct SecondFactors<Store: SecondFactorStore & AttemptStore>: Sendable {
    let store: Store
    let sealingKeys: SealingKeys
    let clock: ServerClock

    enum Verdict: Sendable, Equatable {
        case right
        case wrong
        case blocked(untilMilliseconds: Int64)
    }

    func isActive(subject: String) async throws -> Bool {
        try await store.secondFactor(subject: subject)?.state == .active
    }

    /// Makes a secret for the user to confirm. Refused while a second factor is active.
    func propose(subject: String) async throws -> WriteOutcome {
        var random = SystemRandomNumberGenerator()
        let secret = (0..<Limits.secondFactorSecretBytes).map { _ in
            UInt8.random(in: .min ... .max, using: &random)
        }
        return try await store.apply(
            .propose(
                SecondFactor(
                    subject: subject, secret: sealingKeys.seal(secret, for: Self.row(subject)),
                    state: .proposed, lastStep: 0)))
    }

    /// The secret that waits to be confirmed.
    func proposed(subject: String) async throws -> [UInt8]? {
        guard let factor = try await store.secondFactor(subject: subject),
            factor.state == .proposed
        else { return nil }
        return try sealingKeys.open(factor.secret, for: Self.row(subject))
    }

    /// Turns the proposed second factor on, if the code is one of its own.
    func confirm(_ typed: String, subject: String) async throws -> Verdict {
        try await check(typed, subject: subject, .proposed) { factor, step in
            .activate(subject: subject, secret: factor.secret, step: step)
        }
    }

    /// Whether the code is right, and uses it up.
    func verify(_ typed: String, subject: String) async throws -> Verdict {
        try await check(typed, subject: subject, .active) { _, step in
            .use(subject: subject, step: step)
        }
    }

    func remove(subject: String) async throws {
        _ = try await store.apply(.remove(subject: subject))
    }

    /// Counted before the code is looked at, like a password.
    private func check(
        _ typed: String, subject: String, _ state: SecondFactor.State,
        _ write: (SecondFactor, Int64) -> SecondFactorWrite
    ) async throws -> Verdict {
        let now = clock.nowMilliseconds()
        let limits = AttemptLimits(store: store)
        let key = "second-factor/" + subject
        if case .refused(let until) = try await limits.attempt([(key, .signIn)], at: now) {
            return .blocked(untilMilliseconds: until)
        }
        guard let factor = try await store.secondFactor(subject: subject), factor.state == state,
            let step = TimeBasedCode.matchingStep(
                typed, secret: try sealingKeys.open(factor.secret, for: Self.row(subject)),
                at: now, after: factor.lastStep),
            try await store.apply(write(factor, step)) == .applied
        else { return .wrong }
        try await limits.forget(key)
        return .right
    }

    private static func row(_ subject: String) -> String {
        "second_factors/" + subject
    }
}
