import Crypto
import Foundation
import HTTPTypes

@testable import AuthorizationServer

/// The key of a device that uses DPoP, and the proofs it makes.
struct ProofKey {
    let key = P256.Signing.PrivateKey()

    var jwk: [String: String] {
        let point = [UInt8](key.publicKey.rawRepresentation)
        return [
            "kty": "EC", "crv": "P-256", "x": Base64URL.encode(point.prefix(32)),
            "y": Base64URL.encode(point.suffix(32)),
        ]
    }

    var thumbprint: String {
        let jwk = jwk
        let members =
            #"{"crv":"P-256","kty":"EC","x":"\#(jwk["x"] ?? "")","y":"\#(jwk["y"] ?? "")"}"#
        return Base64URL.encode(SHA256.hash(data: Array(members.utf8)))
    }

    /// A right proof for a POST to `path`, changed as a test likes; NSNull leaves a member out.
    func proof(
        _ path: String = "/token", at clock: TestClock, header changes: [String: Any] = [:],
        _ claimChanges: [String: Any] = [:]
    ) throws -> String {
        let header: [String: Any] = ["typ": "dpop+jwt", "alg": "ES256", "jwk": jwk]
        let claims: [String: Any] = [
            "jti": UUID().uuidString, "htm": "POST", "htu": "https://localhost:8443" + path,
            "iat": clock.milliseconds / 1_000,
        ]
        let parts = try [header.merging(changes) { $1 }, claims.merging(claimChanges) { $1 }]
            .map { members in
                Base64URL.encode(
                    try JSONSerialization.data(
                        withJSONObject: members.filter { !($0.value is NSNull) }))
            }
        let input = parts.joined(separator: ".")
        let signature = try key.signature(for: Array(input.utf8)).rawRepresentation
        return input + "." + Base64URL.encode(signature)
    }

    /// `ath` of RFC 9449 §4.2.
    static func hash(_ token: String) -> String {
        Base64URL.encode(SHA256.hash(data: Array(token.utf8)))
    }
}

/// Headers with one or more proofs.
func proofs(_ proofs: String...) -> HTTPFields {
    var headers: HTTPFields = [:]
    for proof in proofs { headers.append(HTTPField(name: .dpop, value: proof)) }
    return headers
}
