import Foundation
import Testing

@testable import AuthorizationServer

@Suite struct GrantSettingsTests {
    @Test("X19 codes live ten minutes unless set")
    func standard() {
        #expect(GrantSettings.standard.codeExpirationSeconds == 600)
        #expect(GrantSettings.standard.pollingIntervalSeconds == 5)
        #expect(GrantSettings.standard.deviceCodeLength == 64)
    }

    @Test(
        "S15 S16 a setting that makes codes guessable is refused with the arithmetic",
        arguments: [
            (
                [SettingName.userCodeLength: "4"],
                [
                    "USER_CODE_LENGTH 4 is refused", "alphabet of 25", "18.6 bits", "2^-16.3",
                    "USER_CODE_LENGTH 8",
                ]
            ),
            (
                [.userCodeFormat: "#", .userCodeLength: "8"],
                ["alphabet of 10", "26.6 bits", "USER_CODE_LENGTH 11"]
            ),
            (
                [.deviceCodeLength: "21"],
                ["125.0 bits", "needs 128", "DEVICE_CODE_LENGTH 22", "alphabet of 62"]
            ),
        ])
    func guessable(settings: [SettingName: String], message: [String]) {
        let error = #expect(throws: GrantSettingsError.self) { try GrantSettings(settings) }
        for part in message { #expect(error?.description.contains(part) == true, "\(part)") }
    }

    @Test(
        "other wrong settings are refused by name",
        arguments: [
            (SettingName.codeExpiration, "0"), (.codeExpiration, "1801"),
            (.codeExpiration, "ten"), (.codeExpiration, "600.5"), (.pollingInterval, "-1"),
            (.pollingInterval, "99999999999999999999"), (.userCodeFormat, "#é"),
            (.userCodeFormat, "#!"), (.userCodeMask, "****"), (.userCodeMask, "****/****"),
            (.resultTokenSet, "ACCESS+ACCESS"), (.resultTokenSet, "ID"),
            (.resultTokenSet, "ACCESS+"), (.deviceCodeFormat, "x"),
        ])
    func refused(name: SettingName, value: String) {
        let error = #expect(throws: GrantSettingsError.self) { try GrantSettings([name: value]) }
        #expect(error?.description.contains(name.rawValue) == true)
    }

    @Test("the values of the AWS solution are accepted")
    func seedValues() throws {
        let settings = try GrantSettings([
            .codeExpiration: "1800", .deviceCodeFormat: "#aA", .deviceCodeLength: "64",
            .pollingInterval: "5", .userCodeFormat: "#B", .userCodeLength: "8",
            .resultTokenSet: "ID+ACCESS+REFRESH",
        ])
        #expect(settings.codeExpirationSeconds == 1_800)
        #expect(settings.resultTokenSet.includesID)
    }

    @Test("flags win over the environment, the environment over the file")
    func order() async throws {
        let file = NSTemporaryDirectory() + "settings-\(UUID().uuidString).json"
        try #"{"CODE_EXPIRATION": 300, "POLLING_INTERVAL": "9", "USER_CODE_LENGTH": 10}"#
            .write(toFile: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: file) }
        let settings = try await GrantSettings.load(
            flags: [.codeExpiration: "100"],
            environment: ["CODE_EXPIRATION": "200", "POLLING_INTERVAL": "7"], file: file)
        #expect(settings.codeExpirationSeconds == 100)
        #expect(settings.pollingIntervalSeconds == 7)
        #expect(settings.userCode.length == 10)
    }

    @Test("a settings file that is missing is one clear line")
    func missingFile() async throws {
        let error = await #expect(throws: ServerStartError.self) {
            try await GrantSettings.load(environment: [:], file: "/nonexistent/settings.json")
        }
        #expect(error?.description.contains("/nonexistent/settings.json") == true)
    }
}
