import BoundedBytes
import DeviceGrant
import HTTPWire
import JSONReader

/// The readers alone: the canned grant's responses, and every member in their bodies.
func readCannedGrant() throws -> Int {
    var valueBytes = 0
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
                members: while true {
                    switch try json.next(in: body, at: &position) {
                    case .incomplete: break members
                    case .value(let range): valueBytes += range.count
                    case .member, .escape, .memberEnd: break
                    }
                }
            }
        }
        try json.finish()
    }
    return valueBytes
}

/// The whole machine, in virtual time: it writes its requests, reads the answers, and keeps the codes
/// and the tokens.
final class MachineRun {
    private let configuration: ClientConfiguration
    private let requestRoom = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 2_048)
    private let grant = UnsafeMutablePointer<StandardDeviceGrant>.allocate(capacity: 1)

    init() throws {
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
    func play() -> Int {
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
                _ = output.finalize(for: requestRoom)
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
