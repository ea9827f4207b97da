-- written by `onefold source build` from sources/*.yml; edit that file
-- content d18f020aca796100
select
    cast(null as varchar) as record_name,
    cast(null as varchar) as source,
    cast(null as varchar) as object,
    cast(null as varchar) as source_key,
    cast(null as bigint) as trust,
    cast(null as timestamp) as created_at,
    cast(null as timestamp) as updated_at,
    cast(null as boolean) as is_deleted,
    cast(null as varchar) as record_state,
    cast(null as varchar) as time_zone,
    cast(null as json) as custom_fields,
    cast(null as varchar) as party,
    cast(null as varchar) as program,
    cast(null as varchar) as card_number,
    cast(null as varchar) as tier,
    cast(null as decimal(18, 4)) as points,
    cast(null as timestamp) as as_of,
    cast(null as date) as expires_on
where false
