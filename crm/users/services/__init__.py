"""What happens to accounts: made, changed, signed in, slowed down, signed out everywhere."""

from crm.users.services.accounts import change, change_profile, create, set_password
from crm.users.services.devices import is_known, tell_of_device, with_device
from crm.users.services.entering import prove, sign_in
from crm.users.services.first import count_wrong_secret, make_first, make_first_key
from crm.users.services.hashing import set_hashing
from crm.users.services.links import ask_for_link, holder_of, link_token, mail_link, note_link, set_forgotten
from crm.users.services.pace import check_pace, count_try, forget_tries, lift, waits
from crm.users.services.second import begin as begin_second
from crm.users.services.second import check_second, renew_codes, turn_off
from crm.users.services.second import confirm as confirm_second
from crm.users.services.second import reset as reset_second
from crm.users.services.sessions import SessionStore, clean_up, end_session, end_sessions
