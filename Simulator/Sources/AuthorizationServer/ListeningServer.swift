/// What is known about a server once its socket is bound, demo or not.
public struct ListeningServer: Sendable {
    public let issuer: String
    public let caFile: String
    public let caFingerprint: String
    public let verificationURI: String
    public let port: Int
    /// nil unless the configuration asked for a demo.
    public let demoAccount: DemoAccount?
}
