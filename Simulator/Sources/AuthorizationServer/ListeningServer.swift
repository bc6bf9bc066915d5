/// What is known about a server once its socket is bound, demo or not.
public struct ListeningServer: Sendable {
    /// The issuer (RFC 8414 §2): `https://`, host and port.
    public let issuer: String
    /// The development CA, PEM, that clients and browsers must trust.
    public let caFile: String
    /// SHA-256 of its certificate, in hexadecimal with colons.
    public let caFingerprint: String
    /// Where users type their codes (RFC 8628 §3.2).
    public let verificationURI: String
    /// The port that was bound.
    public let port: Int
    /// nil unless the configuration asked for a demo.
    public let demoAccount: DemoAccount?
}
