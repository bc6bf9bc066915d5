import Foundation

/// What the server offers, in one machine-readable description (OpenAPI 3.0.3). A new endpoint gets
/// its operations in one of the lists that are joined here.
struct OpenAPIDescription: Sendable {
    static let operations =
        OpenAPIOperation.grants + OpenAPIOperation.userPool + OpenAPIOperation.pages
        + OpenAPIOperation.account + OpenAPIOperation.documents

    let origin: PublicOrigin

    var json: String {
        get throws {
            var paths: [String: [String: Any]] = [:]
            for operation in Self.operations {
                let method = operation.method.rawValue.lowercased()
                paths[operation.path, default: [:]][method] = operation.object
            }
            let description: [String: Any] = [
                "openapi": "3.0.3",
                "info": [
                    "title": "Authorization server for devices without a keyboard",
                    "description": "OAuth 2.0 Device Authorization Grant (RFC 8628).",
                    "version": "1",
                ],
                "servers": [["url": origin.issuer]],
                "paths": paths,
                "components": [
                    "securitySchemes": ["client": ["type": "http", "scheme": "basic"]]
                ],
            ]
            let data = try JSONSerialization.data(
                withJSONObject: description, options: [.sortedKeys, .withoutEscapingSlashes])
            return String(decoding: data, as: UTF8.self)
        }
    }
}
