import Logging

/// The events of an approval in the log (RFC 10027): who asked from where, who decided from where,
/// and how long it took between. No code, no token, no cookie.
enum GrantAudit {
    static func decided(
        _ grant: DeviceGrant, _ decision: GrantDecision, _ context: ServerRequestContext
    ) {
        let between = decision.decidedAtMilliseconds - grant.createdAtMilliseconds
        context.logger.notice(
            "device grant decided",
            metadata: [
                "audit": "true", "decision": .string(decision.verdict.rawValue),
                "client": .string(grant.clientID), "subject": .string(decision.subject),
                "request-address": .string(grant.requestAddress),
                "decision-address": .string(decision.address),
                "decided-at-ms": .stringConvertible(decision.decidedAtMilliseconds),
                "between-ms": .stringConvertible(between),
            ])
    }

    /// Device and browser are on different networks.
    static func otherNetwork(
        _ grant: DeviceGrant, _ user: SignedInUser, _ context: ServerRequestContext
    ) {
        context.logger.warning(
            "device and browser are on different networks",
            metadata: [
                "audit": "true", "client": .string(grant.clientID),
                "subject": .string(user.session.subject),
                "request-address": .string(grant.requestAddress),
                "browser-address": .string(context.address),
            ])
    }

    /// So many accounts typed one code that the request and its tokens were ended.
    static func codeSentAround(_ grant: DeviceGrant, _ context: ServerRequestContext) {
        context.logger.warning(
            "one user code was typed by several accounts: request and tokens ended",
            metadata: [
                "audit": "true", "client": .string(grant.clientID),
                "request-address": .string(grant.requestAddress),
                "browser-address": .string(context.address),
                "accounts": .stringConvertible(Limits.accountsOfOneCode),
            ])
    }
}
