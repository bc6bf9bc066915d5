extension DeviceGrants {
    /// A signed-in user typed a code. Returns the request it belongs to, now reserved for this
    /// account, or nil: malformed, wrong, expired, used and other people's codes are one answer,
    /// reached by the same one read.
    func claim(typedCode: String, by subject: String) async throws -> DeviceGrant? {
        let now = clock.nowMilliseconds()
        let code = settings.userCode.parse(typedCode) ?? UserCode(folded: "")
        let hash = CodeHash(of: code, key: userCodeKey)
        for _ in 0..<Limits.pollAttempts {
            guard let grant = try await store.grant(userCodeHash: hash) else { return nil }
            switch grant.claim(by: subject, at: now) {
            case .done:
                return grant
            case .refused:
                return nil
            case .write(let write):
                if try await store.apply(write) == .applied { return grant }
            }
        }
        return nil
    }

    enum DecisionOutcome: Sendable, Equatable {
        case recorded(DeviceGrant)
        /// The same user pressed the same button before.
        case recordedBefore(DeviceGrant)
        /// Answered otherwise, past its life, or somebody else's.
        case closed
    }

    /// Records the decision about a claimed request.
    func decide(
        userCodeHash: CodeHash, _ decision: GrantDecision
    ) async throws -> DecisionOutcome {
        for _ in 0..<Limits.pollAttempts {
            guard let grant = try await store.grant(userCodeHash: userCodeHash) else {
                return .closed
            }
            switch grant.decide(decision) {
            case .done:
                return .recordedBefore(grant)
            case .refused:
                return .closed
            case .write(let write):
                if try await store.apply(write) == .applied { return .recorded(grant) }
            }
        }
        return .closed
    }
}
