# What people are told, in English. Each message is the title of a notification; its attribute `body`,
# where there is one, is what stands below it.
#
# $actor    who did it
# $name     what it is about: the title of an event, task or reminder, the name of a calendar or project
# $place    what that is in: the project of a task
# $count    how often it happened since the last one was read
# $when     a day, or a day and a time, as `day` and `moment` write it
# $age      how old somebody becomes
# $came     when something came that is told late, as `moment` writes it
# $address  the network address from where it was done

somebody = Somebody

connection-requested = { $actor } wants to connect with you
connection-accepted = { $actor } is connected with you now

calendar-offered = { $actor } wants to share the calendar “{ $name }” with you
calendar-accepted = { $actor } takes part in your calendar “{ $name }”
calendar-handed-over = { $actor } made you the owner of the calendar “{ $name }”

project-joined = { $actor } added you to the project “{ $name }”
project-handed-over = { $actor } made you the owner of the project “{ $name }”

event-invited = { $actor } invited you to “{ $name }”
    .body = { $when }
event-changed = { $actor } changed “{ $name }”
    .body = { $when }
event-cancelled = { $actor } cancelled “{ $name }”
    .body = { $when }

invitation-accepted =
    { $count ->
        [one] { $actor } accepted your invitation to “{ $name }”
       *[other] { $count } answers to your invitation to “{ $name }”
    }
    .body = { $when }
invitation-tentative =
    { $count ->
        [one] { $actor } may come to “{ $name }”
       *[other] { $count } answers to your invitation to “{ $name }”
    }
    .body = { $when }
invitation-declined =
    { $count ->
        [one] { $actor } declined your invitation to “{ $name }”
       *[other] { $count } answers to your invitation to “{ $name }”
    }
    .body = { $when }

task-assigned =
    { $count ->
        [one] { $actor } assigned “{ $name }” to you
       *[other] { $actor } assigned { $count } tasks to you
    }
    .body = { $place }
commented =
    { $count ->
        [one] { $actor } commented on “{ $name }”
       *[other] { $count } new comments on “{ $name }”
    }
mentioned =
    { $count ->
        [one] { $actor } mentioned you on “{ $name }”
       *[other] You were mentioned { $count } times on “{ $name }”
    }

reminded =
    { $count ->
        [one] { $name }
       *[other] { $name } ({ $count } times)
    }
    .body = { $when }
event-starts = { $name }
    .body = { $when }
todo-due = “{ $name }” is due
    .body = { $when }
task-due = “{ $name }” is due
    .body = { $when }
birthday = { $name } has a birthday
    .body = { $when }
birthday-of-age = { $name } turns { $age }
    .body = { $when }
missed =
    { $count ->
        [one] Something came while this server was away
       *[other] { $count } things came while this server was away
    }
missed-more =
    { $count ->
        [one] and one more
       *[other] and { $count } more
    }
late = Late: this was for { $came }.

signed-in =
    { $count ->
        [one] A new device signed in to your account
       *[other] { $count } sign-ins to your account from new devices
    }
    .body = It was at { $address }. If it was not you, end its session and change your password.
locked-out =
    { $count ->
        [one] Too many failed attempts to sign in to your account
       *[other] Too many failed attempts to sign in to your account, { $count } times
    }
    .body = They came from { $address }, which can't sign in with your password for a while.
password-changed = Your password was changed
    .body = It was done at { $address }.
password-reset = An admin gave your account a temporary password
totp-enabled = Two-factor sign-in was switched on
    .body = It was done at { $address }.
totp-disabled = Two-factor sign-in was switched off
    .body = It was done at { $address }.
totp-removed = An admin switched your two-factor sign-in off
backup-codes-renewed = There are new backup codes
    .body = They were made at { $address }. The ones before don't work any more.
passkey-added = A passkey was added to your account
    .body = It was done at { $address }.
passkey-deleted = A passkey was deleted from your account
    .body = It was done at { $address }.
passkey-copied =
    { $count ->
        [one] A passkey of yours was refused: somebody may have copied it
       *[other] A passkey of yours was refused { $count } times: somebody may have copied it
    }
    .body = It was used at { $address }. If you don't know why, delete it and add a new one.
passwordless-enabled = Your account signs in with passkeys only
    .body = It was done at { $address }.
passwordless-disabled = Your account signs in with its password again
role-changed = An admin changed what you may do on this server

# What became of a message to a phone. $sent and $next are days and times, $status is an HTTP status.
delivery-waiting = It is about to be sent to your phone.
delivery-sent = Sent to your phone: { $sent }.
delivery-cleared = Sent to your phone: { $sent }. Taken away from there when nothing was left to tell.
delivery-again = The next try: { $next }.
delivery-quiet-hours = Your quiet hours go on until { $next }. It is sent then.
delivery-read = Not sent, because you had read it before, here or on another device.
delivery-done = Not sent, because it was done before.
delivery-digest = Not sent by itself: it came while this server was away, and is counted in one message with what else did.
delivery-gathering = It is about to be sent, with what else came while this server was away.
delivery-dismissed = Not sent, because the reminder was dismissed before, here or on another device.
delivery-snoozed = Not sent, because it was snoozed before. It is sent when it comes again.
delivery-replaced = Not sent, because it was moved before, or because something later was sent instead.
delivery-switched-off = Not sent, because the reminder was switched off before.
delivery-gone = Not sent, because it was deleted before or isn't shared with you any more.
delivery-ntfy-off = Not sent, because ntfy is switched off in your settings.
delivery-category-off = Not sent, because this category is switched off in your settings.
delivery-account-off = Not sent, because your account is switched off.
delivery-ntfy-token-lost = Your ntfy access token can't be read any more. Enter it again in your settings.
delivery-ntfy-refused = Your ntfy server answered { $status }.
delivery-ntfy-timed-out = Your ntfy server didn't answer in time.
delivery-ntfy-unreachable = Your ntfy server can't be reached.
delivery-ntfy-address-not-allowed = Your ntfy server has an address that this server doesn't call.
delivery-interrupted = Not sent, because this server stopped each time before it was done.
delivery-unreadable = This server can't read something that it takes to send it. Tell whoever runs it.

# Days and times. $weekday is 1 for Monday to 7, $month 1 to 12, $time such as 19:00.
day = { weekday }, { $day } { month } { $year }
moment = { day } at { $time }
weekday =
    { $weekday ->
        [1] Monday
        [2] Tuesday
        [3] Wednesday
        [4] Thursday
        [5] Friday
        [6] Saturday
       *[7] Sunday
    }
month =
    { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[12] December
    }

# What is pushed to a phone to try whether that works.
push-test = Umbra reaches this phone
    .body = This is a test. Reminders and what is due will look like this.

# What stands on the buttons of a message to a phone.
#
# $minutes  for how many minutes it is snoozed
button-done = Done
button-dismiss = Dismiss
button-snooze = In { $minutes } minutes
button-hour = In an hour
button-tomorrow = Tomorrow
