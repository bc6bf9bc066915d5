import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore

@testable import AuthorizationServer

/// What a device sends, and how a test reads the answers.
extension TestClientProtocol {
    /// POST with a form body, byte for byte as given.
    func post(
        _ uri: String, _ form: String, headers: HTTPFields = [:],
        contentType: String? = "application/x-www-form-urlencoded"
    ) async throws -> TestResponse {
        var headers = headers
        if let contentType { headers[.contentType] = contentType }
        return try await execute(
            uri: uri, method: .post, headers: headers, body: ByteBuffer(string: form))
    }

    func codes(client: String = "tv") async throws -> Codes {
        try await post("/device_authorization", "client_id=\(client)").decoded(Codes.self)
    }

    func poll(_ deviceCode: String, client: String = "tv") async throws -> TestResponse {
        try await post(
            "/token",
            "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code"
                + "&device_code=\(deviceCode)&client_id=\(client)")
    }
}

struct Codes: Decodable {
    let device_code: String
    let user_code: String
    let verification_uri: String
    let verification_uri_complete: String
    let expires_in: Int
    let interval: Int
}

struct Tokens: Decodable {
    let access_token: String
    let token_type: String
    let expires_in: Int
    let refresh_token: String?
    let id_token: String?
    let scope: String?
}

extension TestResponse {
    var text: String {
        String(buffer: body)
    }

    /// The `error` member of a JSON answer; nil without one.
    var error: String? {
        (try? decoded([String: String].self))?["error"]
    }

    func decoded<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try JSONDecoder().decode(type, from: Data(body.readableBytesView))
    }
}

func basic(_ client: String, _ secret: String) -> HTTPFields {
    let encoded = Data("\(client):\(secret)".utf8).base64EncodedString()
    return [.authorization: "Basic \(encoded)"]
}
