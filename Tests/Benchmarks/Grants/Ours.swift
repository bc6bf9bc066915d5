import BoundedBytes
import DeviceGrant
import HTTPWire
import JSONReader

/// The readers alone: reads the canned grant's responses, and keeps the texts of the members that a
/// client knows.
///
/// - Returns: The length of the access token.
public func readCannedGrant() throws -> Int {
    var texts = FixedBytes<8_192>()
    var accessTokenCount = 0
    for response in CannedGrant.responses {
        var reader = HTTPResponseReader()
        var json = JSONReader()
        let input = response.span
        var position = 0
        reading: while true {
            switch try reader.next(in: input, at: &position) {
            case .incomplete, .end: break reading
            case .head: break
            case .body(let range):
                let body = input.extracting(range)
                var position = 0
                var member: CannedGrant.Member?
                members: while true {
                    switch try json.next(in: body, at: &position) {
                    case .incomplete: break members
                    case .member: member = json.withMemberName { CannedGrant.Member($0) }
                    case .value(let range):
                        guard let member else { break }
                        if member == .accessToken { accessTokenCount += range.count }
                        try texts.append(body.extracting(range))
                    case .escape, .memberEnd: break
                    }
                }
            }
        }
        try json.finish()
    }
    return accessTokenCount
}

/// The whole machine, in virtual time: it writes its requests, reads the answers, and keeps the codes
/// and the tokens.
public final class MachineRun {
    /// The bytes of the requests written in the last grant.
    public private(set) var requestBytes = 0

    private let configuration: ClientConfiguration
    private let requestRoom = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 2_048)
    private let grant = UnsafeMutablePointer<StandardDeviceGrant>.allocate(capacity: 1)

    public init() throws {
        configuration = try ClientConfiguration(
            deviceAuthorizationEndpoint: Endpoint(Array("https://example.com/device".utf8).span),
            tokenEndpoint: Endpoint(Array("https://example.com/token".utf8).span),
            clientID: Array("1406020730".utf8).span, scope: Array("openid".utf8).span,
            clientSecret: [UInt8]().span)
        grant.initialize(to: StandardDeviceGrant())
    }

    deinit {
        requestRoom.deallocate()
        grant.deinitialize(count: 1)
        grant.deallocate()
    }

    /// Plays one grant to its end.
    ///
    /// - Returns: The length of the access token.
    public func play() -> Int {
        requestBytes = 0
        var now = Instant(tick: 0)
        var answers = 0
        grant.pointee.start(at: now, entropy: 1)
        while true {
            switch grant.pointee.poll(at: now) {
            case .wait(let until): now = until
            case .connect: grant.pointee.transportDidConnect(at: now)
            case .send:
                var output = OutputSpan(buffer: requestRoom, initializedCount: 0)
                grant.pointee.writeRequest(for: configuration, to: &output)
                requestBytes += output.finalize(for: requestRoom)
                grant.pointee.transportDidSend(at: now)
            case .receive:
                let answer = CannedGrant.responses[answers]
                grant.pointee.receive(answer.span, at: now)
                answers += 1
            case .close: grant.pointee.transportDidClose(at: now)
            case .display: break
            case .store: grant.pointee.recordDidStore(at: now)
            case .idle: return 0
            case .finish: return grant.pointee.withAccessToken { $0.count }
            }
        }
    }
}
