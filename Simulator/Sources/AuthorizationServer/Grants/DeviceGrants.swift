import Crypto

/// Carries out the device authorization grant: asks the pure core, makes its conditional writes,
/// and asks again when one is refused.
struct DeviceGrants<Store: GrantStore>: Sendable {
    let store: Store
    let settings: GrantSettings
    let issuer: TokenIssuer
    /// Under which user codes are hashed.
    let userCodeKey: SymmetricKey
    let clock: ServerClock

    /// A new pair of codes (RFC 8628 §3.2), with the user code as the device shows it.
    struct Codes: Sendable {
        let deviceCode: String
        let userCode: String
    }

    /// No free pair of codes was found in `Limits.codeDraws` draws: the code space is full.
    struct CodesExhausted: Error {}

    func issue(
        clientID: String, scope: Scope, requestAddress: String
    ) async throws -> Codes {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<Limits.codeDraws {
            let deviceCode = settings.deviceCodeAlphabet.draw(
                settings.deviceCodeLength, using: &random)
            let userCode = settings.userCode.draw(using: &random)
            let grant = DeviceGrant(
                deviceCode: deviceCode, userCodeHash: CodeHash(of: userCode, key: userCodeKey),
                clientID: clientID, scope: scope, requestAddress: requestAddress,
                settings: settings, at: clock.nowMilliseconds())
            if try await store.insert(grant) == .applied {
                return Codes(
                    deviceCode: deviceCode, userCode: settings.userCode.display(userCode))
            }
        }
        throw CodesExhausted()
    }

    enum PollOutcome: Sendable, Equatable {
        case granted(TokenAnswer)
        case refused(OAuthError)
    }

    /// One poll of a device (RFC 8628 §3.4), by a client that is authenticated already.
    func poll(deviceCode: String, clientID: String) async throws -> PollOutcome {
        let hash = CodeHash(ofSecret: deviceCode)
        let now = clock.nowMilliseconds()
        for _ in 0..<Limits.pollAttempts {
            guard let grant = try await store.grant(deviceCodeHash: hash) else {
                return .refused(.invalidGrant("The device code is not valid."))
            }
            let step = grant.poll(by: clientID, at: now)
            if case .approved(let decision) = step.answer {
                if let answer = try await redeem(grant, decision, at: now) {
                    return .granted(answer)
                }
                continue
            }
            if let write = step.write, try await store.apply(write) == .refused { continue }
            return .refused(Self.error(step.answer))
        }
        // So many polls at once come from no device that waits between them.
        return .refused(.slowDown)
    }

    /// The tokens are made before the code is used up: a crash in between leaves the code to be
    /// polled again, and what was made is never sent. Returns nil when another poll was first.
    private func redeem(
        _ grant: DeviceGrant, _ decision: GrantDecision, at now: Int64
    ) async throws -> TokenAnswer? {
        let subject = TokenIssuer.Subject(
            subject: decision.subject, username: decision.username,
            authenticatedAtMilliseconds: decision.authenticatedAtMilliseconds)
        let tokens = try await issuer.tokens(
            for: subject, clientID: grant.clientID, scope: grant.scope, at: now)
        var refresh: RefreshToken?
        if settings.resultTokenSet.includesRefresh {
            var random = SystemRandomNumberGenerator()
            refresh = RefreshToken(
                familyID: RandomText.base64URL(bytes: 16, using: &random), using: &random)
        }
        let family = refresh.map { token in
            RefreshFamily(
                id: token.familyID, currentTokenHash: token.hash, clientID: grant.clientID,
                subject: decision.subject, username: decision.username, scope: grant.scope,
                authenticatedAtMilliseconds: decision.authenticatedAtMilliseconds,
                expiresAtMilliseconds: now + Limits.refreshTokenMilliseconds, isRevoked: false)
        }
        let write = GrantWrite.redeem(grant.deviceCodeHash, at: now, family: family)
        guard try await store.apply(write) == .applied else { return nil }
        return TokenAnswer(
            accessToken: tokens.access, refreshToken: refresh?.text, idToken: tokens.id,
            scope: grant.scope)
    }

    private static func error(_ answer: PollStep.Answer) -> OAuthError {
        switch answer {
        case .authorizationPending: .authorizationPending
        case .slowDown: .slowDown
        case .accessDenied: .accessDenied
        case .expiredToken: .expiredToken
        case .invalidGrant, .approved: .invalidGrant("The device code is not valid.")
        }
    }
}
