import Foundation
import NIOCore
import NIOEmbedded
import NIOHTTP1

/// The same grant through swift-nio's HTTP encoder and decoder and Foundation's JSON decoder, on one
/// channel and with one decoder for all of it.
public final class CommonRun {
    /// The bytes of the requests written in the last grant.
    public private(set) var requestBytes = 0

    private let channel = EmbeddedChannel()
    private let decoder = JSONDecoder()
    private let responses = CannedGrant.responses.map { ByteBuffer(bytes: $0) }
    private let requests: Requests

    /// What becomes of the requests.
    public enum Requests {
        /// Their bytes are written, as the machine writes them.
        case written
        /// The decoder is told that there was one, no more: what is left is the work of readers.
        case omitted
    }

    public init(requests: Requests) throws {
        self.requests = requests
        if requests == .written {
            try channel.pipeline.syncOperations.addHandler(HTTPRequestEncoder())
        }
        try channel.pipeline.syncOperations.addHandler(
            ByteToMessageHandler(HTTPResponseDecoder(leftOverBytesStrategy: .dropBytes)))
    }

    /// Plays one grant to its end.
    ///
    /// - Returns: The length of the access token.
    public func play() throws -> Int {
        requestBytes = 0
        var deviceCode = ""
        var accessTokenCount = 0
        for (index, response) in responses.enumerated() {
            switch index {
            case 0:
                let form = "client_id=1406020730&scope=openid"
                let body = try exchange("/device", form, response)
                deviceCode = try decoder.decode(Codes.self, from: body).deviceCode
            default:
                // The code has nothing to encode: Foundation, which is slow at that, is spared it.
                let form =
                    "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code"
                    + "&device_code=\(deviceCode)&client_id=1406020730"
                let body = try exchange("/token", form, response)
                if index < responses.count - 1 {
                    _ = try decoder.decode(Failure.self, from: body)
                } else {
                    let tokens = try decoder.decode(Tokens.self, from: body)
                    accessTokenCount = tokens.accessToken.utf8.count
                }
            }
        }
        return accessTokenCount
    }

    private func exchange(
        _ path: String, _ form: String, _ response: ByteBuffer
    ) throws -> Data {
        switch requests {
        case .written: try write(path, form)
        case .omitted:
            let head = HTTPRequestHead(version: .http1_1, method: .POST, uri: path)
            try channel.writeOutbound(HTTPClientRequestPart.head(head))
            _ = try channel.readOutbound(as: HTTPClientRequestPart.self)
        }
        try channel.writeInbound(response)
        var body = Data()
        while let part = try channel.readInbound(as: HTTPClientResponsePart.self) {
            if case .body(let buffer) = part { body.append(contentsOf: buffer.readableBytesView) }
        }
        return body
    }

    private func write(_ path: String, _ form: String) throws {
        let body = ByteBuffer(string: form)
        let head = HTTPRequestHead(
            version: .http1_1, method: .POST, uri: path,
            headers: [
                "Host": "example.com", "User-Agent": "DeviceGrant", "Accept": "application/json",
                "Content-Type": "application/x-www-form-urlencoded",
                "Content-Length": String(body.readableBytes),
            ])
        try channel.writeOutbound(HTTPClientRequestPart.head(head))
        try channel.writeOutbound(HTTPClientRequestPart.body(.byteBuffer(body)))
        try channel.writeOutbound(HTTPClientRequestPart.end(nil))
        while let bytes = try channel.readOutbound(as: ByteBuffer.self) {
            requestBytes += bytes.readableBytes
        }
    }
}

private struct Codes: Decodable {
    var deviceCode: String
    var userCode: String
    var verificationURI: String
    var verificationURIComplete: String?
    var expiresIn: Int
    var interval: Int?

    enum CodingKeys: String, CodingKey {
        case deviceCode = "device_code"
        case userCode = "user_code"
        case verificationURI = "verification_uri"
        case verificationURIComplete = "verification_uri_complete"
        case expiresIn = "expires_in"
        case interval
    }
}

private struct Tokens: Decodable {
    var accessToken: String
    var refreshToken: String?
    var idToken: String?
    var expiresIn: Int?
    var tokenType: String?

    enum CodingKeys: String, CodingKey {
        case accessToken = "access_token"
        case refreshToken = "refresh_token"
        case idToken = "id_token"
        case expiresIn = "expires_in"
        case tokenType = "token_type"
    }
}

private struct Failure: Decodable {
    var error: String
}
