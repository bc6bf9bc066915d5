import Crypto
import Foundation

/// A DPoP proof (RFC 9449 §4.2) whose signature is right: somebody with this key made it for this
/// request. Whether it is fresh is still to be checked.
struct DPoPProof: Sendable, Equatable {
    /// Thumbprint of the key.
    let keyThumbprint: String
    /// `jti`.
    let id: String
    let issuedAtMilliseconds: Int64
    let nonce: String?

    private struct Claims: Decodable {
        let jti: String
        let htm: String
        let htu: String
        let iat: Double
        let nonce: String?
        let ath: String?
    }

    /// RFC 9449 §4.3, checks 2 to 9 and 12. Returns nil when one of them fails.
    init?(_ text: String, for request: DPoPRequest, origin: PublicOrigin, accessToken: String?) {
        guard let signature = JSONWebSignature(text),
            signature.header.typ?.lowercased() == "dpop+jwt", let key = signature.header.jwk,
            let claims = signature.claims(Claims.self, verifiedBy: key),
            (1...Limits.proofIDBytes).contains(claims.jti.utf8.count),
            claims.htm == request.method, Self.names(claims.htu, request.path, origin),
            // Whole seconds by rule, but fractions are seen; beyond the range it is no time at all.
            (0...1e12).contains(claims.iat),
            accessToken.map(Self.hash) == claims.ath
        else { return nil }
        keyThumbprint = key.thumbprint
        id = claims.jti
        issuedAtMilliseconds = Int64(claims.iat * 1_000)
        nonce = claims.nonce
    }

    /// RFC 9449 §4.3: `htu` is the URI without query and fragment, which are ignored here.
    private static func names(_ htu: String, _ path: String, _ origin: PublicOrigin) -> Bool {
        let uri = htu.prefix { $0 != "?" && $0 != "#" }
        return uri.hasSuffix(path) && origin.isOwn(String(uri.dropLast(path.count)))
    }

    private static func hash(_ accessToken: String) -> String {
        Base64URL.encode(SHA256.hash(data: Array(accessToken.utf8)))
    }
}
