/// A server that accepts connections.
public struct RunningServer: Sendable {
    /// `https://HOST:PORT`, as in metadata and tokens.
    public let issuer: String
    /// PEM file of the development CA that devices and browsers must trust.
    public let caFile: String
    /// SHA-256 of that certificate, `AB:CD:…`, to compare before trusting it.
    public let caFingerprint: String
    /// Where users approve.
    public let verificationURI: String
    /// The port it listens on, the real one when 0 was asked.
    public let port: Int
    /// The account to sign in with.
    public let demoAccount: DemoAccount
    /// A public client with the device grant.
    public let demoClientID: String
}
