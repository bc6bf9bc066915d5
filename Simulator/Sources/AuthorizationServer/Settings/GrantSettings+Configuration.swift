import Configuration
import Foundation

extension GrantSettings {
    /// Reads the settings in swift-configuration's usual order: flags, then the environment, then
    /// a JSON file of `{"CODE_EXPIRATION": 600, …}`.
    ///
    /// A file that is missing or no JSON is a `ServerStartError`; a refused value a
    /// `GrantSettingsError`.
    public static func load(
        flags: [SettingName: String] = [:],
        environment: [String: String] = ProcessInfo.processInfo.environment,
        file: String? = nil
    ) async throws -> GrantSettings {
        let named = flags.map { name, value in
            (AbsoluteConfigKey([name.rawValue]), ConfigValue(.string(value), isSecret: false))
        }
        var providers: [any ConfigProvider] = [
            InMemoryProvider(name: "flags", values: Dictionary(uniqueKeysWithValues: named)),
            EnvironmentVariablesProvider(environmentVariables: environment),
        ]
        if let file {
            do {
                let path = InMemoryProvider(
                    values: ["filePath": ConfigValue(.string(file), isSecret: false)])
                providers.append(
                    try await FileProvider<JSONSnapshot>(config: ConfigReader(provider: path)))
            } catch {
                throw ServerStartError(
                    "The settings file \(file) cannot be read (\(error)). Write a JSON object "
                        + "such as {\"CODE_EXPIRATION\": 600}, or start without --settings.")
            }
        }
        let reader = ConfigReader(providers: providers)
        return try GrantSettings { name in
            let key = ConfigKey([name.rawValue])
            return reader.string(forKey: key) ?? reader.int(forKey: key).map(String.init)
        }
    }
}
