import CryptoExtras
import Foundation

/// One RS256 key of the user pool's tokens.
struct TokenSigningKey: Sendable {
    /// RFC 7638 thumbprint: the same key has the same id after every start.
    var keyID: String { publicKey.thumbprint }
    let publicKey: JSONWebKey
    private let key: _RSA.Signing.PrivateKey

    init(_ key: _RSA.Signing.PrivateKey) throws {
        self.key = key
        publicKey = try JSONWebKey(key.publicKey)
    }

    /// A new key of 2048 bits. It takes a moment.
    static func make() throws -> TokenSigningKey {
        try TokenSigningKey(_RSA.Signing.PrivateKey(keySize: .bits2048))
    }

    init(pem: String) throws {
        try self.init(_RSA.Signing.PrivateKey(pemRepresentation: pem))
    }

    var pem: String {
        key.pkcs8PEMRepresentation
    }

    /// Its entry in a JWK set (RFC 7517 §5).
    var jwkJSON: String {
        #"{"kid":"\#(keyID)","use":"sig","alg":"RS256",\#(publicKey.membersJSON)}"#
    }

    /// The claims as a JWT (RFC 7519) in compact form.
    func sign(_ claims: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let header = Base64URL.encode(#"{"kid":"\#(keyID)","alg":"RS256"}"#.utf8)
        let input = header + "." + Base64URL.encode(try encoder.encode(claims))
        let signature = try key.signature(for: Array(input.utf8), padding: .insecurePKCS1v1_5)
        return input + "." + Base64URL.encode(signature.rawRepresentation)
    }
}
