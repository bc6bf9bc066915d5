import DeviceGrant
import DeviceScreen

extension Screen {
    /// What a panel shows for a screen of the grant.
    init(_ screen: GrantScreen) {
        self =
            switch screen {
            case .connecting: .connecting
            case .code: .code
            case .networkTrouble: .networkTrouble
            case .finished(.granted): .signedIn
            case .finished(.denied): .denied
            case .finished(.expired): .expired
            case .finished(let outcome): .failed(outcome.explanation)
            }
    }
}
