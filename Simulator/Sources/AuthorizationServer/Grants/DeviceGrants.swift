import Crypto

/// Carries out the device authorization grant: asks the pure core, makes its conditional writes,
/// and asks again when one is refused.
struct DeviceGrants<Store: GrantStore & RefreshTokenStore>: Sendable {
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

    /// One poll of a device (RFC 8628 §3.4), by a client that is authenticated already.
    /// `keyThumbprint` is of the key that the request proved to hold (RFC 9449).
    ///
    /// Of any number of polls after an approval one makes the tokens; the others, for
    /// `Limits.lostAnswerMilliseconds`, get the very same answer.
    func poll(
        deviceCode: String, client: Client, keyThumbprint: String?
    ) async throws -> TokenOutcome {
        let hash = CodeHash(ofSecret: deviceCode)
        let now = clock.nowMilliseconds()
        let recipient = TokenSeal.Recipient(clientID: client.id, keyThumbprint: keyThumbprint)
        for _ in 0..<Limits.pollAttempts {
            let polled = try await store.poll(deviceCodeHash: hash) { grant in
                grant.poll(by: client.id, at: now)
            }
            guard let (grant, step) = polled else { return .refused(Self.error(.invalidGrant)) }
            switch step.answer {
            case .approved(let decision):
                // The tokens are made before the code is used up: a crash in between leaves the
                // code to be polled again, and what was made is never sent.
                let (family, answer) = try issuer.begin(
                    Self.approval(grant, decision), for: client, keyThumbprint: keyThumbprint,
                    at: now)
                let body = answer.json.bytes
                let write = GrantWrite.redeem(
                    hash, at: now, family: family,
                    sealedAnswer: try TokenSeal.seal(body, under: deviceCode, for: recipient))
                if try await store.apply(write) == .applied { return .granted(body) }
            case .redeemed(let familyID, let sealed):
                guard let family = try await store.refreshFamily(id: familyID), !family.isRevoked,
                    family.lastRotation == nil,
                    let body = TokenSeal.open(sealed, under: deviceCode, for: recipient)
                else { return .refused(Self.error(.invalidGrant)) }
                return .granted(body)
            default:
                if let write = step.write, try await store.apply(write) == .refused { continue }
                return .refused(Self.error(step.answer))
            }
        }
        // So many polls at once come from no device that waits between them.
        return .refused(.slowDown)
    }

    private static func approval(
        _ grant: DeviceGrant, _ decision: GrantDecision
    ) -> TokenIssuer.Approval {
        TokenIssuer.Approval(
            grantType: .deviceCode, scope: grant.scope, subject: decision.subject,
            username: decision.username,
            authenticatedAtMilliseconds: decision.authenticatedAtMilliseconds,
            device: DeviceApproval(
                grant: grant.deviceCodeHash,
                decidedAtMilliseconds: decision.decidedAtMilliseconds,
                requestAddress: grant.requestAddress))
    }

    private static func error(_ answer: PollStep.Answer) -> OAuthError {
        switch answer {
        case .authorizationPending: .authorizationPending
        case .slowDown: .slowDown
        case .accessDenied: .accessDenied
        case .expiredToken: .expiredToken
        case .invalidGrant, .approved, .redeemed: .invalidGrant("The device code is not valid.")
        }
    }
}
