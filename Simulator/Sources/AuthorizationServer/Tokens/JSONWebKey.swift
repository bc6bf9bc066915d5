import Crypto
import CryptoExtras
import Foundation

/// A public key that signatures are verified with: RSA for RS256, P-256 for ES256 (RFC 7517,
/// RFC 7518 §6). The key fixes its algorithm, so no header can ask for another.
struct JSONWebKey: Sendable {
    private enum Key: Sendable {
        case p256(P256.Signing.PublicKey)
        case rsa(_RSA.Signing.PublicKey)
    }

    private let key: Key
    /// RFC 7638: SHA-256 over the required members, base64url.
    let thumbprint: String
    /// The members without `kid`, `use` and `alg`, as they stand in a JWK set.
    let membersJSON: String

    var algorithm: String {
        switch key {
        case .p256: "ES256"
        case .rsa: "RS256"
        }
    }

    init(_ rsa: _RSA.Signing.PublicKey) throws {
        let primitives = try rsa.getKeyPrimitives()
        self.init(
            rsa, modulus: Base64URL.encode(primitives.modulus),
            exponent: Base64URL.encode(primitives.publicExponent))
    }

    private init(_ rsa: _RSA.Signing.PublicKey, modulus: String, exponent: String) {
        self.init(.rsa(rsa), members: #""e":"\#(exponent)","kty":"RSA","n":"\#(modulus)""#)
    }

    private init(_ key: Key, members: String) {
        self.key = key
        membersJSON = members
        thumbprint = Base64URL.encode(SHA256.hash(data: Array("{\(members)}".utf8)))
    }

    /// `signature` in the form of RFC 7518 §3.3 or §3.4.
    func isValid(_ signature: [UInt8], for message: [UInt8]) -> Bool {
        switch key {
        case .p256(let key):
            guard let signature = try? P256.Signing.ECDSASignature(rawRepresentation: signature)
            else { return false }
            return key.isValidSignature(signature, for: message)
        case .rsa(let key):
            return key.isValidSignature(
                _RSA.Signing.RSASignature(rawRepresentation: signature), for: message,
                padding: .insecurePKCS1v1_5)
        }
    }
}

extension JSONWebKey: Decodable {
    private enum Members: String, CodingKey, CaseIterable {
        case kty, crv, x, y, n, e, alg, use
        // Private and symmetric parts: a proof that carries one gives its key away.
        case d, p, q, dp, dq, qi, k
    }

    /// Throws for a key of another kind, one that is weak or not meant for signatures, and one with
    /// private parts (RFC 9449 §4.3).
    init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: Members.self)
        for secret in [Members.d, .p, .q, .dp, .dq, .qi, .k] where members.contains(secret) {
            throw Self.refused(decoder, "a private part")
        }
        switch try members.decode(String.self, forKey: .kty) {
        case "EC":
            let x = try members.decode(String.self, forKey: .x)
            let y = try members.decode(String.self, forKey: .y)
            guard try members.decode(String.self, forKey: .crv) == "P-256",
                let abscissa = Base64URL.decode(x), abscissa.count == 32,
                let ordinate = Base64URL.decode(y), ordinate.count == 32
            else { throw Self.refused(decoder, "no P-256 key") }
            self.init(
                .p256(try P256.Signing.PublicKey(rawRepresentation: abscissa + ordinate)),
                members: #""crv":"P-256","kty":"EC","x":"\#(x)","y":"\#(y)""#)
        case "RSA":
            let modulus = try members.decode(String.self, forKey: .n)
            let exponent = try members.decode(String.self, forKey: .e)
            guard let n = Base64URL.decode(modulus), let e = Base64URL.decode(exponent),
                n.first != 0, (Limits.rsaKeyBytes).contains(n.count), e == [1, 0, 1]
            else { throw Self.refused(decoder, "an RSA key that is not accepted") }
            self.init(
                try _RSA.Signing.PublicKey(n: n, e: e), modulus: modulus, exponent: exponent)
        default:
            throw Self.refused(decoder, "another kind of key")
        }
        let named = try members.decodeIfPresent(String.self, forKey: .alg)
        let use = try members.decodeIfPresent(String.self, forKey: .use)
        guard named == nil || named == algorithm, use == nil || use == "sig" else {
            throw Self.refused(decoder, "a key for something else")
        }
    }

    private static func refused(_ decoder: any Decoder, _ reason: String) -> DecodingError {
        .dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: reason))
    }
}
