"""A peer for the benchmarks: the stack of the service that Umbra replaces, tuned honestly.

FastAPI, SQLAlchemy 2 (async), asyncpg, argon2-cffi. PEER_MODE chooses between

orm   ORM entities and one transaction a request: how such apps are usually written
core  Core rows on an autocommit engine: about as lean as this stack gets
"""

import asyncio
import datetime as dt
import os
import secrets
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Annotated

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from dateutil.rrule import rrulestr
from fastapi import Depends, FastAPI, HTTPException, Request, Response
from itsdangerous import BadSignature, URLSafeTimedSerializer
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import (
    BigInteger,
    DateTime,
    ForeignKey,
    Identity,
    SmallInteger,
    Text,
    and_,
    func,
    insert,
    or_,
    select,
)
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

CORE = os.environ.get("PEER_MODE", "orm") == "core"
engine = create_async_engine(
    os.environ["DATABASE_URL"],
    pool_size=8,
    max_overflow=0,
    pool_timeout=30,
    **({"isolation_level": "AUTOCOMMIT"} if CORE else {}),
)
Session = async_sessionmaker(engine, expire_on_commit=False)
hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
pool = ThreadPoolExecutor(max_workers=2)
signer = URLSafeTimedSerializer("bench-secret-key-0123456789", salt="session")
DUMMY = hasher.hash("x")


class Base(DeclarativeBase):
    type_annotation_map = {str: Text, dt.datetime: DateTime(timezone=True)}


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    email: Mapped[str]
    password_hash: Mapped[str]
    display_name: Mapped[str]
    timezone: Mapped[str]
    is_active: Mapped[bool]
    created_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())


class SessionRow(Base):
    __tablename__ = "sessions"
    id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())
    last_seen_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[dt.datetime]
    ip: Mapped[str | None]
    user_agent: Mapped[str | None]


class Todo(Base):
    __tablename__ = "todos"
    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    user_id: Mapped[int]
    title: Mapped[str]
    description: Mapped[str | None]
    status: Mapped[str] = mapped_column(server_default="open")
    priority: Mapped[int] = mapped_column(SmallInteger)
    due_at: Mapped[dt.datetime | None]
    completed_at: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())


class Event(Base):
    __tablename__ = "events"
    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    user_id: Mapped[int]
    title: Mapped[str]
    description: Mapped[str | None]
    location: Mapped[str | None]
    starts_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime]
    all_day: Mapped[bool]
    rrule: Mapped[str | None]
    recur_until: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())


class Reminder(Base):
    __tablename__ = "reminders"
    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    user_id: Mapped[int]
    title: Mapped[str]
    due_at: Mapped[dt.datetime]
    state: Mapped[str]


class LoginIn(BaseModel):
    email: str
    password: str


class UserOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    id: int
    email: str
    display_name: str
    timezone: str


class StatusOut(BaseModel):
    authenticated: bool
    user: UserOut | None = None


class TodoIn(BaseModel):
    title: str = Field(min_length=1, max_length=500)
    description: str | None = None
    priority: int = Field(2, ge=1, le=4)
    due_at: dt.datetime | None = None


class TodoOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    id: int
    user_id: int
    title: str
    description: str | None
    status: str
    priority: int
    due_at: dt.datetime | None
    completed_at: dt.datetime | None
    created_at: dt.datetime
    updated_at: dt.datetime


class OccurrenceOut(BaseModel):
    event_id: int
    title: str
    description: str | None
    location: str | None
    starts_at: dt.datetime
    ends_at: dt.datetime
    all_day: bool
    recurring: bool


class ReminderOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    id: int
    title: str
    due_at: dt.datetime
    state: str


class DashboardOut(BaseModel):
    date: dt.date
    events: list[OccurrenceOut]
    due_todos: list[TodoOut]
    overdue_todos: list[TodoOut]
    reminders: list[ReminderOut]
    due_reminders: list[ReminderOut]


@asynccontextmanager
async def lifespan(app):
    yield
    await engine.dispose()


app = FastAPI(lifespan=lifespan)


async def get_db():
    async with Session() as session:
        yield session


DB = Annotated[AsyncSession, Depends(get_db)]
USER_COLUMNS = (User.id, User.email, User.display_name, User.timezone, User.is_active)
TODO_COLUMNS = tuple(Todo.__table__.c)


def now():
    return dt.datetime.now(dt.timezone.utc)


async def current_user(request: Request, db: DB):
    try:
        token = signer.loads(request.cookies.get("session", ""), max_age=30 * 86400)
    except BadSignature:
        raise HTTPException(401, "not authenticated")
    what = USER_COLUMNS if CORE else (SessionRow, User)
    query = select(*what).join_from(SessionRow, User, User.id == SessionRow.user_id)
    query = query.where(SessionRow.id == token, SessionRow.expires_at > now())
    row = (await db.execute(query)).first()
    if row is None:
        raise HTTPException(401, "not authenticated")
    user = row if CORE else row[1]
    if not user.is_active:
        raise HTTPException(403, "inactive")
    return user


Me = Annotated[User, Depends(current_user)]


@app.get("/health")
async def health():
    return {"status": "ok"}


def verify(stored, password):
    try:
        return hasher.verify(stored, password)
    except VerifyMismatchError:
        return False


@app.post("/api/auth/login")
async def login(body: LoginIn, request: Request, response: Response, db: DB) -> UserOut:
    query = select(User).where(User.email == body.email.lower())
    user = (await db.execute(query)).scalar_one_or_none()
    await db.commit()  # gives the connection back during the hash
    stored = user.password_hash if user else DUMMY
    loop = asyncio.get_running_loop()
    right = await loop.run_in_executor(pool, verify, stored, body.password)
    if not (user and right):
        raise HTTPException(401, "bad credentials")
    token = secrets.token_urlsafe(32)
    await db.execute(
        insert(SessionRow).values(
            id=token,
            user_id=user.id,
            expires_at=now() + dt.timedelta(days=30),
            ip=request.client.host,
            user_agent=request.headers.get("user-agent"),
        )
    )
    await db.commit()
    response.set_cookie(
        "session", signer.dumps(token), httponly=True, samesite="lax", max_age=30 * 86400
    )
    return user


@app.get("/api/auth/status")
async def status(me: Me) -> StatusOut:
    return StatusOut(authenticated=True, user=UserOut.model_validate(me))


@app.get("/api/todos", response_model=list[TodoOut])
async def list_todos(me: Me, db: DB, limit: int = 50):
    query = select(*TODO_COLUMNS) if CORE else select(Todo)
    query = query.where(Todo.user_id == me.id).limit(min(limit, 200))
    result = await db.execute(query.order_by(Todo.created_at.desc(), Todo.id.desc()))
    return result.all() if CORE else result.scalars().all()


@app.post("/api/todos", status_code=201)
async def create_todo(body: TodoIn, me: Me, db: DB) -> TodoOut:
    if CORE:
        statement = insert(Todo.__table__).values(user_id=me.id, **body.model_dump())
        return (await db.execute(statement.returning(*TODO_COLUMNS))).one()
    todo = Todo(user_id=me.id, **body.model_dump())
    db.add(todo)
    await db.commit()
    await db.refresh(todo)
    return todo


async def read(db, kind, *where):
    """Rows of a kind: entities, or plain rows where that is what the peer is about."""
    query = (select(*kind.__table__.c) if CORE else select(kind)).where(*where)
    result = await db.execute(query)
    return result.all() if CORE else result.scalars().all()


async def occurrences(db, me, start, end):
    events = await read(
        db,
        Event,
        Event.user_id == me.id,
        or_(
            and_(
                Event.rrule.is_(None),
                Event.starts_at < end,
                Event.starts_at >= start - dt.timedelta(days=1),
                Event.ends_at > start,
            ),
            and_(
                Event.rrule.is_not(None),
                Event.starts_at < end,
                or_(Event.recur_until.is_(None), Event.recur_until >= start),
            ),
        ),
    )
    found = []
    for event in events:
        lasts = event.ends_at - event.starts_at
        if event.rrule is None:
            starts = (event.starts_at,)
        else:
            rule = rrulestr(event.rrule, dtstart=event.starts_at)
            starts = rule.between(start - lasts, end, inc=False)
        for begins in starts:
            found.append(
                OccurrenceOut.model_construct(
                    event_id=event.id,
                    title=event.title,
                    description=event.description,
                    location=event.location,
                    starts_at=begins,
                    ends_at=begins + lasts,
                    all_day=event.all_day,
                    recurring=event.rrule is not None,
                )
            )
    found.sort(key=lambda one: one.starts_at)
    return found


@app.get("/api/events")
async def list_events(start: dt.datetime, end: dt.datetime, me: Me, db: DB) -> list[OccurrenceOut]:
    return await occurrences(db, me, start, end)


@app.get("/api/dashboard")
async def dashboard(me: Me, db: DB) -> DashboardOut:
    at = now()
    day = at.replace(hour=0, minute=0, second=0, microsecond=0)
    tomorrow = day + dt.timedelta(days=1)
    events = await occurrences(db, me, day, tomorrow)
    todos = await read(
        db, Todo, Todo.user_id == me.id, Todo.status == "open", Todo.due_at < tomorrow
    )
    todos = sorted(todos, key=lambda todo: todo.due_at)
    reminders = await read(
        db,
        Reminder,
        Reminder.user_id == me.id,
        Reminder.state == "pending",
        Reminder.due_at < tomorrow,
    )
    reminders = sorted(reminders, key=lambda reminder: reminder.due_at)
    todo, reminder = TodoOut.model_validate, ReminderOut.model_validate
    return DashboardOut(
        date=day.date(),
        events=events,
        due_todos=[todo(one) for one in todos if one.due_at >= at],
        overdue_todos=[todo(one) for one in todos if one.due_at < at],
        reminders=[reminder(one) for one in reminders if one.due_at > at],
        due_reminders=[reminder(one) for one in reminders if one.due_at <= at],
    )
