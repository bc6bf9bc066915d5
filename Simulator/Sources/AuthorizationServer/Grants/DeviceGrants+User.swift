extension DeviceGrants {
    enum ClaimOutcome: Sendable, Equatable {
        /// The request that the code belongs to, now reserved for this account.
        case claimed(DeviceGrant)
        case refused
        /// To the user it is refused like every other; this account was one too many, so the
        /// request is denied and its tokens are revoked.
        case ended(DeviceGrant)
    }

    /// A signed-in user typed a code. Malformed, wrong, expired, used and other people's codes are
    /// refused alike, after the same one read.
    func claim(typedCode: String, by subject: String) async throws -> ClaimOutcome {
        let now = clock.nowMilliseconds()
        let code = settings.userCode.parse(typedCode) ?? UserCode(folded: "")
        let hash = CodeHash(of: code, key: userCodeKey)
        for _ in 0..<Limits.pollAttempts {
            guard let grant = try await store.grant(userCodeHash: hash) else { return .refused }
            switch grant.claim(by: subject, at: now) {
            case .done:
                return .claimed(grant)
            case .refused:
                return .refused
            case .write(let write):
                if try await store.apply(write) == .applied { return .claimed(grant) }
            case .refusedAndRecorded(let write):
                if try await store.apply(write) == .applied { return .refused }
            case .refusedAndEnded(let write):
                if try await store.apply(write) == .applied { return .ended(grant) }
            }
        }
        return .refused
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
            case .refused, .refusedAndRecorded, .refusedAndEnded:
                return .closed
            case .write(let write):
                if try await store.apply(write) == .applied { return .recorded(grant) }
            }
        }
        return .closed
    }
}
