import Foundation

/// Who a request says it comes from (RFC 6749 §2.3.1).
struct ClientCredentials: Sendable, Equatable {
    let clientID: String
    /// nil when none was sent; an empty one counts as none.
    let secret: String?

    /// Reads HTTP Basic, or `client_id` and `client_secret` of the parameters, never both.
    init(_ request: OAuthRequest) throws(OAuthError) {
        let parameters = request.parameters
        guard let authorization = request.authorization else {
            guard let clientID = parameters["client_id"] else {
                throw .invalidRequest("client_id is missing.")
            }
            self.clientID = clientID
            secret = parameters["client_secret"]
            return
        }
        // RFC 6749 §2.3: one method of authentication in each request.
        guard parameters["client_secret"] == nil else {
            throw .invalidRequest("The client authenticates in two ways at once.")
        }
        guard let basic = Self.basic(authorization) else { throw .invalidClient }
        if let named = parameters["client_id"], named != basic.clientID {
            throw .invalidRequest("client_id is not the client of the Authorization header.")
        }
        clientID = basic.clientID
        secret = basic.secret.isEmpty ? nil : basic.secret
    }

    /// RFC 7617: everything after the first colon is the secret. RFC 6749 §2.3.1: both halves are
    /// form-encoded before that, so they are decoded after the split, and a secret may hold colons.
    private static func basic(_ authorization: String) -> (clientID: String, secret: String)? {
        let parts = authorization.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "basic",
            let bytes = Data(base64Encoded: parts[1].trimmingCharacters(in: .whitespaces)),
            let colon = bytes.firstIndex(of: UInt8(ascii: ":")),
            let clientID = decoded(bytes[..<colon]),
            let secret = decoded(bytes[bytes.index(after: colon)...]), !clientID.isEmpty
        else { return nil }
        return (clientID, secret)
    }

    private static func decoded(_ bytes: Data) -> String? {
        FormParameters.percentDecoded(bytes, plusIsBlank: true)
            .flatMap { String(validating: $0, as: UTF8.self) }
    }
}
