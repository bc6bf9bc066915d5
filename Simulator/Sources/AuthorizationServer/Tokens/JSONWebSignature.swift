import Foundation

/// A JWS in compact form (RFC 7515 §7.1): split and decoded, not verified yet.
struct JSONWebSignature: Sendable {
    struct Header: Decodable, Sendable {
        let alg: String
        let kid: String?
        let typ: String?
        let jwk: JSONWebKey?
    }

    let header: Header
    private let payload: [UInt8]
    private let signingInput: [UInt8]
    private let signature: [UInt8]

    private struct Critical: Decodable {
        let isPresent: Bool

        private enum Members: CodingKey { case crit }

        init(from decoder: any Decoder) throws {
            isPresent = try decoder.container(keyedBy: Members.self).contains(.crit)
        }
    }

    /// Returns nil for what is no compact JWS, and for one with extensions that must be understood
    /// (RFC 7515 §4.1.11): none are.
    init?(_ compact: String) {
        let parts = compact.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, let head = Base64URL.decode(parts[0]),
            let payload = Base64URL.decode(parts[1]), let signature = Base64URL.decode(parts[2]),
            let header = try? JSONDecoder().decode(Header.self, from: Data(head)),
            let critical = try? JSONDecoder().decode(Critical.self, from: Data(head)),
            !critical.isPresent
        else { return nil }
        self.header = header
        self.payload = payload
        self.signature = signature
        signingInput = Array("\(parts[0]).\(parts[1])".utf8)
    }

    /// The payload, if the signature is the key's and the header names the key's own algorithm: so
    /// neither `none` nor a MAC under a public key is ever tried.
    func payload(verifiedBy key: JSONWebKey) -> [UInt8]? {
        guard header.alg == key.algorithm, key.isValid(signature, for: signingInput) else {
            return nil
        }
        return payload
    }

    /// The claims, verified like the payload; nil when they are not a `Claims`.
    func claims<Claims: Decodable>(_: Claims.Type, verifiedBy key: JSONWebKey) -> Claims? {
        payload(verifiedBy: key).flatMap { try? JSONDecoder().decode(Claims.self, from: Data($0)) }
    }
}
