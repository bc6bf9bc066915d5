import HTTPTypes
import Hummingbird

/// What a DPoP proof is about: method and path of the request that carries it.
struct DPoPRequest: Sendable {
    let method: String
    let path: String
    /// Every value of the DPoP header; more than one is refused.
    let proofs: [String]

    init(_ request: Request) {
        method = request.method.rawValue
        path = request.uri.path
        proofs = request.headers[values: .dpop]
    }
}

extension HTTPField.Name {
    /// RFC 9449 §4.1.
    static let dpop = known("DPoP")
    /// RFC 9449 §8.
    static let dpopNonce = known("DPoP-Nonce")

    private static func known(_ name: String) -> HTTPField.Name {
        guard let field = HTTPField.Name(name) else {
            preconditionFailure("\(name) is a field name")
        }
        return field
    }
}
