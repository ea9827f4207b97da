with territories as (

    select * from {{ ref('int_territory') }} where not is_deleted

),

owners as (

    select * from {{ ref('onefold', 'owner') }}

),

owners_by_mailbox as (

    select
        owner_key,
        record_name
    from {{ ref('onefold', 'owner_person') }}
    where record_name = owner

)

select
    ---------- ids
    territories.record_name,
    territories.source,
    territories.object,
    territories.source_key,
    coalesce(territories.owner, owners_by_mailbox.record_name) as owner,

    ---------- text
    territories.name,
    upper(trim(territories.country)) as country,
    territories.region,
    territories.postcode_prefix,
    territories.segment,
    territories.owner_email,
    territories.team,
    territories.record_state,
    territories.time_zone,

    ---------- numerics
    cast(territories.priority as bigint) as priority,

    ---------- booleans
    (territories.owner is not null and owners.record_name is null)
    or (territories.owner is null and territories.owner_email is not null and owners_by_mailbox.record_name is null)
        as is_dangling,

    ---------- dates and timestamps
    territories.created_at,
    territories.updated_at
from territories
left join owners on territories.owner = owners.record_name
left join owners_by_mailbox on lower(trim(territories.owner_email)) = owners_by_mailbox.owner_key
