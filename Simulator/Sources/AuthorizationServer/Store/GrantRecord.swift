/// A line of the audit trail (RFC 10027): who asked, who decided and what became of it. It holds no
/// code and no token.
public struct GrantRecord: Sendable, Equatable, Codable {
    /// Names the request in `grants revoke`; it opens nothing.
    public let id: String
    /// The client that asked.
    public let clientID: String
    /// What it asked for, joined with blanks.
    public let scope: String
    /// pending, approved, denied, expired, redeemed, or revoked after it was redeemed.
    public let outcome: String
    /// Milliseconds since 1970.
    public let requestedAtMilliseconds: Int64
    /// The IP address of the device.
    public let requestAddress: String
    /// nil until somebody decided.
    public let decidedAtMilliseconds: Int64?
    /// The IP address of the browser that decided; nil until then.
    public let decisionAddress: String?
    /// Who decided; nil until then.
    public let username: String?

    /// Between the request and the decision. A code that was made when its victim followed a link
    /// is approved within seconds.
    public var secondsToDecision: Int64? {
        decidedAtMilliseconds.map { ($0 - requestedAtMilliseconds) / 1_000 }
    }
}
