import Crypto
import CryptoExtras
import Foundation
import JWTKit

/// The RS256 key of the user pool's tokens, kept in the state folder, and its public half as a JWK
/// set (RFC 7517).
struct TokenSigningKey: Sendable {
    let keys: JWTKeyCollection
    /// RFC 7638 thumbprint: the same key has the same id after every start.
    let keyID: String
    /// The answer of /.well-known/jwks.json.
    let keySetJSON: String

    init(_ folder: StateFolder) async throws {
        let bytes = try folder.bytes(of: StateFolder.signingKeyFile) {
            Array(try _RSA.Signing.PrivateKey(keySize: .bits2048).pkcs8PEMRepresentation.utf8)
                + [0x0A]
        }
        do {
            let pem = String(decoding: bytes, as: UTF8.self)
            try await self.init(_RSA.Signing.PrivateKey(pemRepresentation: pem))
        } catch {
            throw ServerStartError(
                "\(folder.file(StateFolder.signingKeyFile)) is damaged: it is no PEM RSA key of "
                    + "2048 bits or more. Put back a copy, or delete it: tokens issued until now "
                    + "then fail verification.")
        }
    }

    init(_ key: _RSA.Signing.PrivateKey) async throws {
        let signingKey = try Insecure.RSA.PrivateKey(backing: key)
        let primitives = try key.publicKey.getKeyPrimitives()
        let modulus = Base64URL.encode(primitives.modulus)
        let exponent = Base64URL.encode(primitives.publicExponent)
        let thumbprint = SHA256.hash(
            data: Array(#"{"e":"\#(exponent)","kty":"RSA","n":"\#(modulus)"}"#.utf8))
        keyID = Base64URL.encode(thumbprint)
        keySetJSON =
            #"{"keys":[{"kty":"RSA","use":"sig","alg":"RS256","kid":"\#(keyID)","#
            + #""n":"\#(modulus)","e":"\#(exponent)"}]}"#
        keys = await JWTKeyCollection().add(
            rsa: signingKey, digestAlgorithm: .sha256, kid: JWKIdentifier(string: keyID))
    }

    func sign(_ claims: some JWTPayload) async throws -> String {
        try await keys.sign(claims, kid: JWKIdentifier(string: keyID))
    }
}
