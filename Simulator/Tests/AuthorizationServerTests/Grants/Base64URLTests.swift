import Foundation
import Testing

@testable import AuthorizationServer

@Suite struct Base64URLTests {
    @Test("X27 base64url of every byte value at every length is URL-safe and reads back")
    func roundTrip() {
        var wrong = 0
        for length in 0...66 {
            for first in 0...255 {
                let bytes = (0..<length).map { UInt8(truncatingIfNeeded: first + $0 * 37) }
                let text = Base64URL.encode(bytes)
                let expected = Data(bytes).base64EncodedString()
                    .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
                if text != expected || Base64URL.decode(text) != bytes { wrong += 1 }
            }
        }
        #expect(wrong == 0)
    }

    @Test("what is not base64url is refused", arguments: ["A", "AB+/", "AB==", "AB", "é", "AAAAA"])
    func refused(text: String) {
        // "AB" has bits that no byte set; "A" and "AAAAA" are lengths that no bytes have.
        #expect(Base64URL.decode(text) == nil)
    }
}
