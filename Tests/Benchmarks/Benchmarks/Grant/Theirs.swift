import Foundation
import NIOCore
import NIOEmbedded
import NIOHTTP1

/// The same responses through swift-nio's HTTP decoder and Foundation's JSON decoder, on one channel
/// and with one decoder for all of them.
final class CommonRun {
    private let channel = EmbeddedChannel()
    private let decoder = JSONDecoder()
    private let responses = CannedGrant.responses.map { ByteBuffer(bytes: $0) }
    private let request = HTTPRequestHead(version: .http1_1, method: .POST, uri: "/token")

    init() throws {
        decoder.keyDecodingStrategy = .useDefaultKeys
        try channel.pipeline.syncOperations.addHandler(
            ByteToMessageHandler(HTTPResponseDecoder(leftOverBytesStrategy: .dropBytes)))
    }

    /// Reads the responses of one grant, and decodes their bodies.
    ///
    /// - Returns: The length of the access token.
    func play() throws -> Int {
        var accessTokenCount = 0
        for (index, response) in responses.enumerated() {
            let body = try read(response)
            switch index {
            case 0: _ = try decoder.decode(Codes.self, from: body)
            case responses.count - 1:
                accessTokenCount = try decoder.decode(Tokens.self, from: body).accessToken.utf8
                    .count
            default: _ = try decoder.decode(Failure.self, from: body)
            }
        }
        return accessTokenCount
    }

    private func read(_ response: ByteBuffer) throws -> Data {
        // The decoder takes no response that nobody asked for.
        try channel.writeOutbound(HTTPClientRequestPart.head(request))
        _ = try channel.readOutbound(as: HTTPClientRequestPart.self)
        try channel.writeInbound(response)
        var body = Data()
        while let part = try channel.readInbound(as: HTTPClientResponsePart.self) {
            if case .body(let buffer) = part { body.append(contentsOf: buffer.readableBytesView) }
        }
        return body
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
