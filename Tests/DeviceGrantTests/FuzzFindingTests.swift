import DeviceGrant
import GrantPlayer
import Testing

/// What the fuzzer has found, each with its input.
@Suite struct FuzzFindingTests {
    @Test("A refused answer leaves no URI behind, which may hold the user code (RFC 8628 §5.5)")
    func uriOfRefusedAnswer() throws {
        for name in ["verification_uri", "verification_uri_complete"] {
            let answer = Reply.json(200, #"{"\#(name)":"https://example.com/d?c=WDJB-MJHT"}"#)
            let player = try StandardPlayer(.make(), [answer])
            #expect(player.play() == .refusedAnswer(.missing(.deviceCode)))
            #expect(player.grant.pointee.withVerificationURI { $0.isEmpty })
            #expect(player.grant.pointee.withVerificationURIComplete { $0.isEmpty })
        }
    }
}
