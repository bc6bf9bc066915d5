import Foundation
import PictureReading
import Testing

@testable import AuthorizationServer

/// The pages of an account in a real browser, from the first password on.
@Suite("Account pages in a browser", .serialized)
struct AccountBrowserTests {
    private static let firstPassword = "made by the operator"
    private static let password = "chosen by eve alone"

    @Test("X47 a first password is changed, a second factor set up, and both are asked for")
    func firstPasswordAndSecondFactor() async throws {
        let server = try await ServerRun()
        try await server.addUser("eve", firstPassword: Self.firstPassword)
        try await Browser.with(trusting: server.authority, named: "first-password") { browser in
            try await browser.open(server.issuer + "/device")
            try await signIn(browser, Self.firstPassword)
            _ = try await browser.page("Choose your own password")
            try await browser.type(Self.firstPassword, into: "New password")
            try await browser.type(Self.firstPassword, into: "New password again")
            try await browser.press("Save password")
            #expect(try await browser.alert().hasPrefix("This is the password you have."))
            _ = try await browser.page("Choose your own password")
            try await browser.type(Self.password, into: "New password")
            try await browser.type(Self.password, into: "New password again")
            try await browser.press("Save password")
            _ = try await browser.page("Connect a device")

            try await browser.follow("Account")
            _ = try await browser.page("Your account")
            try await browser.type(Self.password, into: "Your password")
            try await browser.press("Set up a second factor")
            let secret = try await proposedSecret(browser)
            try await browser.type("000000", into: "Six-digit code")
            try await browser.press("Turn on")
            #expect(try await browser.alert().hasPrefix("This code is not valid"))
            try await browser.type(Self.code(of: secret), into: "Six-digit code")
            try await browser.press("Turn on")
            #expect(try await browser.page("Your account").contains("The second factor is on."))

            try await browser.press("Sign out")
            try await signIn(browser, Self.password)
            _ = try await browser.page("Enter the code of your app")
            // The present code is used up.
            try await browser.type(Self.code(of: secret, stepsLater: 1), into: "Six-digit code")
            try await browser.press("Continue")
            _ = try await browser.page("Connect a device")
        }
        try await server.stop()
    }

    @Test("X25 X45 a device is listed and revoked, the password changed, everything signed out")
    func account() async throws {
        let server = try await ServerRun()
        try await server.addUser("eve", firstPassword: Self.firstPassword)
        let folder = try TemporaryFolder()
        let device = try server.device(folder)
        let codes = try await device.event("user_code")
        try await Browser.with(trusting: server.authority, named: "account") { browser in
            try await browser.open(codes["verification_uri_complete"]?.text ?? "")
            try await signIn(browser, Self.firstPassword)
            try await browser.type(Self.password, into: "New password")
            try await browser.type(Self.password, into: "New password again")
            try await browser.press("Save password")
            _ = try await browser.page("Connect a device")
            try await browser.press("Continue")
            try await browser.press("Authorize")
            _ = try await browser.page("Living-room TV stick is connected")
            #expect(try await device.finished().ending == .status(0))

            try await browser.follow("Account")
            let listed = try await browser.page("Your account")
            #expect(listed.contains("Living-room TV stick"))
            #expect(listed.contains("127.0.0.1"))
            try await browser.press("Revoke")
            let empty = try await browser.page("Your account")
            #expect(empty.contains("Living-room TV stick is no longer connected"))
            #expect(empty.contains("No device is connected to your account."))

            try await browser.follow("Change password")
            _ = try await browser.page("Change password")
            try await browser.type(Self.password, into: "Current password")
            try await browser.type(Self.password + "!", into: "New password")
            try await browser.type(Self.password + "!", into: "New password again")
            try await browser.press("Save password")
            #expect(try await browser.page("Your account").contains("Your password is changed."))
            try await browser.press("Sign out everywhere")
            _ = try await browser.page("Sign in")
            try await browser.open(server.issuer + "/nothing")
            _ = try await browser.page("There is no such page")
        }
        try await server.stop()
    }

    // MARK: Steps

    private func signIn(_ browser: Browser, _ password: String) async throws {
        try await browser.type("eve", into: "User name")
        try await browser.type(password, into: "Password")
        try await browser.press("Sign in")
    }

    /// Reads the key as an app does, from the picture, and compares it with the text.
    private func proposedSecret(_ browser: Browser) async throws -> [UInt8] {
        let text = try await browser.page("Set up a second factor")
        let folder = try TemporaryFolder()
        let file = folder.file("key.png")
        try await browser.photograph().write(to: URL(fileURLWithPath: file))
        let uri = try QRCodeReader.read(file: file)
        #expect(uri.hasPrefix("otpauth://totp/localhost:eve?secret="))
        let key = try #require(uri.firstMatch(of: /secret=([A-Z2-7]+)/)).1
        #expect(text.filter { !$0.isWhitespace }.contains(key))
        return Self.bytes(ofBase32: key)
    }

    private static func code(of secret: [UInt8], stepsLater steps: Int64 = 0) -> String {
        let now = Int64(Date().timeIntervalSince1970 * 1_000)
        return TimeBasedCode.code(of: secret, step: TimeBasedCode.step(at: now) + steps)
    }

    private static func bytes(ofBase32 key: some StringProtocol) -> [UInt8] {
        let symbols = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        let bits = key.flatMap { symbol in
            let value = symbols.firstIndex(of: symbol) ?? 0
            return (0..<5).reversed().map { value >> $0 & 1 }
        }
        return stride(from: 0, to: bits.count - 7, by: 8).map { start in
            UInt8(bits[start..<start + 8].reduce(0) { $0 << 1 | $1 })
        }
    }
}
