import AsyncHTTPClient
import Foundation
import NIOCore

/// A connection to a driver program, by W3C WebDriver.
struct WebDriver {
    /// `http://127.0.0.1:PORT`, and the session's path once there is one.
    let base: String

    /// The driver's answer when a command failed.
    struct Refused: Error, CustomStringConvertible {
        let code: String
        let message: String

        var description: String { "\(code): \(message)" }
    }

    /// Sends one command and returns the answer's `value`.
    func command(
        _ method: Method, _ path: String, _ body: JSONValue = [:]
    ) async throws -> JSONValue {
        var request = HTTPClientRequest(url: base + path)
        request.method = .init(rawValue: method.rawValue)
        if method == .post {
            request.headers.add(name: "content-type", value: "application/json")
            request.body = .bytes(ByteBuffer(bytes: try JSONEncoder().encode(body)))
        }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(120))
        // A picture of a whole page is the largest answer.
        let buffer = try await response.body.collect(upTo: 32 * 1_024 * 1_024)
        let value = try JSONValue(parsing: String(buffer: buffer))["value"] ?? .null
        if let code = value["error"]?.text {
            throw Refused(code: code, message: value["message"]?.text ?? "")
        }
        return value
    }

    enum Method: String {
        case get = "GET"
        case post = "POST"
        case delete = "DELETE"
    }
}
