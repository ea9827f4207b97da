{#
    How far consent covers those who can be reached: by channel and purpose. A customer with a phone can be reached by
    phone and sms, one with an address by post, and either by channel `all`, which is for statements that name none.
    One customer stands for all who can be reached alike and stated the same.
#}
with alike as (

    select
        min(customer_id) as customer_id,
        count(*) as customers
    from {{ ref('onefold', 'consent_profile') }}
    group by profile

),

contact_points as (

    select * from {{ ref('onefold', 'contact_point') }}
    where coalesce(validity, 'valid') <> 'invalid' and customer_id in (select alike.customer_id from alike)

),

addresses as (

    select * from {{ ref('onefold', 'address') }}
    where customer_id in (select alike.customer_id from alike)

),

consents as (

    select * from {{ ref('onefold', 'consent') }}
    where customer_id in (select alike.customer_id from alike)

),

reachable as (

    select distinct customer_id, channel from contact_points where channel in ('email', 'phone')
    union
    select distinct customer_id, 'sms' as channel from contact_points where channel = 'phone'
    union
    select distinct customer_id, 'post' as channel from addresses
    union
    select distinct customer_id, 'all' as channel from contact_points
    union
    select distinct customer_id, 'all' as channel from addresses

),

purposes as (

    select distinct channel, purpose from consents
    union
    {% for channel in ['email', 'phone', 'sms', 'post'] -%}
    select '{{ channel }}' as channel, 'all' as purpose
    {{ 'union' if not loop.last }}
    {% endfor %}
),

scopes as (

    select
        purposes.channel,
        purposes.purpose,
        reachable.customer_id
    from purposes
    left join reachable on purposes.channel = reachable.channel

),

withdrawn_more_widely as (

    select distinct scopes.customer_id, scopes.channel, scopes.purpose
    from scopes
    inner join consents
        on
            scopes.customer_id = consents.customer_id
            and consents.state = 'withdrawn'
            and consents.channel in (scopes.channel, 'all')
            and consents.purpose in (scopes.purpose, 'all')

),

-- A statement about this very channel and purpose speaks first, then a withdrawal from more than that.
applied as (

    select
        scopes.channel,
        scopes.purpose,
        coalesce(alike.customers, 0) as customers,
        coalesce(
            own.state,
            case when withdrawn_more_widely.customer_id is not null then 'withdrawn' end,
            'unknown'
        ) as state,
        coalesce(own.has_proof, false) as has_proof,
        coalesce(own.is_conflict, false) as is_conflict
    from scopes
    left join alike on scopes.customer_id = alike.customer_id
    left join consents as own
        on
            scopes.customer_id = own.customer_id
            and scopes.channel = own.channel
            and scopes.purpose = own.purpose
    left join withdrawn_more_widely
        on
            scopes.customer_id = withdrawn_more_widely.customer_id
            and scopes.channel = withdrawn_more_widely.channel
            and scopes.purpose = withdrawn_more_widely.purpose

),

counted as (

    select
        channel,
        purpose,
        sum(customers) as reachable,
        sum(case when state = 'granted' then customers else 0 end) as granted,
        sum(case when state = 'granted' and has_proof then customers else 0 end) as granted_with_proof,
        sum(case when state = 'withdrawn' then customers else 0 end) as withdrawn,
        sum(case when state = 'pending' then customers else 0 end) as pending,
        sum(case when state = 'unknown' then customers else 0 end) as unknown,
        sum(case when is_conflict then customers else 0 end) as conflicts
    from applied
    group by channel, purpose

)

select
    ---------- ids
    channel,
    purpose,

    ---------- numerics
    {%- for figure in ['reachable', 'granted', 'granted_with_proof', 'withdrawn', 'pending', 'unknown', 'conflicts'] %}
    cast({{ figure }} as bigint) as {{ figure }},
    {%- endfor %}
    cast(round(granted * 1.0 / nullif(reachable, 0), 4) as decimal(9, 4)) as coverage
from counted
